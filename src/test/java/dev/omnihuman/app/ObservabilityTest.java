package dev.omnihuman.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.serialization.YamlMapperFactory;
import dev.omnihuman.testing.Answer;
import dev.omnihuman.testing.Exposition;
import dev.omnihuman.testing.Exposition.Sample;
import dev.omnihuman.testing.FakeGateway;
import dev.omnihuman.testing.FreePort;
import dev.omnihuman.testing.PromQl;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine.Command;

/**
 * Alerts and dashboard ask for what is really measured: an alert over a name that nobody measures
 * is silent for ever. What a real engine measures is left in {@code target/metrics.txt}, for
 * promtool: {@code src/test/observability/run.sh}.
 */
class ObservabilityTest {

  private static final Path FOLDER = Path.of("config", "observability");

  /** Prometheus adds them to whatever it reads; and one metric of its own. */
  private static final Set<String> OF_PROMETHEUS = Set.of("job", "instance");

  private static Exposition measured;

  /** An engine in which something of each kind has happened. */
  @BeforeAll
  static void measure(@TempDir Path home) throws Exception {
    int port;
    port = FreePort.next();
    try (FakeGateway gateway = new FakeGateway();
        TestBench bench = new TestBench(home, gateway.origin())) {
      gateway.submitsOfBring(TestBench.image("bad"), Answer.refused(400, "Bad", "no face"));
      gateway.submitsOfBring(TestBench.image("lost"), Answer.connectionReset());
      bench.with("omnihuman.http.port", String.valueOf(port)).start();
      bench.dropJobs("good", "bad", "lost");
      bench.awaitFiles("done/good.json", "failed/bad.reason.json", "working/lost.held.txt");
      // Of pauses nothing is told before the first one.
      System.gc();
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/metrics".formatted(port))).build();
      String text = HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
      Files.writeString(Files.createDirectories(Path.of("target")).resolve("metrics.txt"), text);
      measured = Exposition.parse(text);
    }
  }

  /** Every query, by where it stands. */
  static Stream<Map.Entry<String, String>> queries() throws Exception {
    Map<String, String> queries = new TreeMap<>();
    for (JsonNode rule : rules()) {
      queries.put("alert " + rule.path("alert").asText(), rule.path("expr").asText());
    }
    JsonNode dashboard = new ObjectMapper().readTree(FOLDER.resolve("dashboard.json").toFile());
    for (JsonNode panel : dashboard.path("panels")) {
      for (JsonNode target : panel.path("targets")) {
        queries.put(
            "panel %s %s".formatted(panel.path("title").asText(), target.path("refId").asText()),
            target
                .path("expr")
                .asText()
                .replace("$__rate_interval", "5m")
                .replace("$instance", "any"));
      }
    }
    return queries.entrySet().stream();
  }

  private static List<JsonNode> rules() throws Exception {
    List<JsonNode> rules = new ArrayList<>();
    for (JsonNode group : yaml(FOLDER.resolve("alerts.yaml")).path("groups")) {
      group.path("rules").forEach(rules::add);
    }
    return rules;
  }

  private static JsonNode yaml(Path file) throws Exception {
    return YamlMapperFactory.getInstance().readTree(file.toFile());
  }

  @ParameterizedTest
  @MethodSource("queries")
  void a_query_asks_for_what_is_measured(Map.Entry<String, String> query) {
    PromQl asked = PromQl.parse(query.getValue());
    Set<String> labels = new TreeSet<>(OF_PROMETHEUS);
    assertThat(asked.selectors()).as(query.getValue()).isNotEmpty();
    for (PromQl.Selector selector : asked.selectors()) {
      if (selector.metric().equals("up")) {
        continue;
      }
      List<Sample> samples = measured.with(selector.metric());
      assertThat(samples).as("%s is not measured", selector.metric()).isNotEmpty();
      samples.forEach(sample -> labels.addAll(sample.labels().keySet()));
      for (PromQl.Condition condition : selector.conditions()) {
        if (!OF_PROMETHEUS.contains(condition.label())) {
          Set<String> values =
              samples.stream()
                  .map(sample -> String.valueOf(sample.labels().get(condition.label())))
                  .collect(Collectors.toSet());
          assertThat(values)
              .as("%s{%s}", selector.metric(), condition.label())
              .containsAll(condition.values());
        }
      }
    }
    assertThat(labels).as("labels of %s", query.getValue()).containsAll(asked.groupings());
  }

  @Test
  void every_alert_says_how_bad_it_is_and_what_to_do() throws Exception {
    assertThat(rules())
        .isNotEmpty()
        .allSatisfy(
            rule -> {
              assertThat(rule.path("alert").asText()).matches("Omnihuman[A-Z][A-Za-z]+");
              assertThat(rule.path("labels").path("severity").asText())
                  .isIn("page", "ticket", "info");
              assertThat(rule.path("annotations").path("summary").asText()).isNotBlank();
              assertThat(rule.path("annotations").path("description").asText())
                  .hasSizeGreaterThan(60);
            });
  }

  @Test
  void every_alert_has_a_test_in_which_it_fires() throws Exception {
    String tests = Files.readString(Path.of("src", "test", "observability", "alerts_test.yaml"));
    assertThat(rules())
        .allSatisfy(
            rule ->
                assertThat(tests)
                    .contains("{alertname=\"%s\"".formatted(rule.path("alert").asText())));
  }

  @Test
  void commands_that_alerts_name_exist() throws Exception {
    Set<String> commands =
        Stream.of(Main.class.getAnnotation(Command.class).subcommands())
            .map(command -> command.getAnnotation(Command.class).name())
            .collect(Collectors.toSet());
    for (JsonNode rule : rules()) {
      String words = rule.path("annotations").path("description").asText();
      Matcher quoted = Pattern.compile("\"([a-z]+)").matcher(words);
      while (quoted.find()) {
        if (!quoted.group(1).equals("no")) {
          assertThat(commands).as(words).contains(quoted.group(1));
        }
      }
    }
  }

  @Test
  void every_number_of_ours_is_explained() {
    assertThat(measured.types().keySet().stream().filter(name -> name.startsWith("omnihuman_")))
        .isNotEmpty();
    assertThat(measured.help().keySet()).containsAll(measured.types().keySet());
    assertThat(measured.help().values()).noneMatch(String::isBlank);
  }

  @Test
  void panels_of_the_dashboard_lie_beside_each_other() throws Exception {
    JsonNode dashboard = new ObjectMapper().readTree(FOLDER.resolve("dashboard.json").toFile());
    Set<String> cells = new TreeSet<>();
    Set<Integer> ids = new TreeSet<>();
    for (JsonNode panel : dashboard.path("panels")) {
      assertThat(ids.add(panel.path("id").asInt())).as("%s", panel.path("title")).isTrue();
      JsonNode grid = panel.path("gridPos");
      assertThat(grid.path("x").asInt() + grid.path("w").asInt()).isLessThanOrEqualTo(24);
      for (int x = 0; x < grid.path("w").asInt(); x++) {
        for (int y = 0; y < grid.path("h").asInt(); y++) {
          String cell = (grid.path("x").asInt() + x) + "," + (grid.path("y").asInt() + y);
          assertThat(cells.add(cell)).as("%s at %s", panel.path("title"), cell).isTrue();
        }
      }
    }
    assertThat(dashboard.path("schemaVersion").asInt()).isGreaterThanOrEqualTo(39);
  }
}
