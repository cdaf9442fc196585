package dev.omnihuman.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.omnihuman.testing.FakeGateway;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the commands say and exit with, as a script sees it. */
class CommandLineTest {

  private static final Pattern ADDRESS = Pattern.compile("http://127\\.0\\.0\\.1:\\d+");

  private final FakeGateway gateway = new FakeGateway();

  @TempDir Path directory;

  @AfterEach
  void stop() {
    gateway.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"run", "batch"})
  void without_a_key_a_command_ends_with_2_in_one_line_and_sends_nothing(String command)
      throws Exception {
    Map<String, String> environment = environment();
    environment.remove("PIXAZO_API_KEY");
    TestBench.drop(directory.resolve("home"), "a.json", TestBench.manifest("a"));
    try (ProgramRun run = ProgramRun.start(directory, environment, command)) {
      assertUsageError(run, "PIXAZO_API_KEY");
    }
    assertThat(TestBench.names(directory.resolve("home/inbox"))).containsExactly("a.json");
  }

  @ParameterizedTest
  @CsvSource({
    "omnihuman.poll.interval, 5 parsecs",
    "omnihuman.submit.concurrency, 0",
    "omnihuman.gateway.base-url, http://example.com",
    "omnihuman.gate.trial-delays, ''"
  })
  void a_bad_value_ends_with_2_in_one_line_that_names_its_key(String key, String value)
      throws Exception {
    Map<String, String> environment = environment();
    environment.putAll(ProgramRun.environment(Map.of(key, value)));
    try (ProgramRun run = ProgramRun.start(directory, environment, "batch")) {
      assertUsageError(run, key);
    }
  }

  private void assertUsageError(ProgramRun run, String named) throws Exception {
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).hasLineCount(1).contains(named);
    assertThat(run.out()).isEmpty();
    assertThat(gateway.submits()).isEmpty();
    assertThat(gateway.looks()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"frobnicate", "--frobnicate"})
  void an_unknown_word_ends_with_2(String word) throws Exception {
    try (ProgramRun run = ProgramRun.start(directory, environment(), word)) {
      assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
      assertThat(run.err()).contains(word).doesNotContain("\tat ");
    }
    assertThat(directory.resolve("home")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "run",
        "batch",
        "plan",
        "jobs",
        "show",
        "retry",
        "resolve",
        "abandon",
        "pause",
        "resume",
        "demo",
        "simulator"
      })
  void help_is_given_for_each_command(String command) throws Exception {
    String[] arguments =
        command.isEmpty() ? new String[] {"--help"} : new String[] {command, "--help"};
    try (ProgramRun run = ProgramRun.start(directory, Map.of(), arguments)) {
      assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
      assertThat(run.out()).startsWith("Usage: omnihuman-routes " + command);
      assertThat(run.err()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"jobs", "pause"})
  void what_looks_at_a_home_without_a_ledger_ends_with_2_and_makes_none(String command)
      throws Exception {
    try (ProgramRun run = ProgramRun.start(directory, environment(), command)) {
      assertUsageError(run, "omnihuman.home");
    }
    assertThat(directory.resolve("home")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "retry",
        "retry a --failed",
        "resolve a",
        "resolve a --abandon --resubmit",
        "resolve a --request-id ../b",
        "resolve a b --request-id c",
        "jobs --limit 0",
        "jobs --watch 0",
        "jobs --state DONE",
        "show",
        "abandon"
      })
  void an_order_that_cannot_be_meant_ends_with_2(String line) throws Exception {
    try (ProgramRun run = ProgramRun.start(directory, environment(), line.split(" "))) {
      assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
      assertThat(run.err()).contains("Usage: omnihuman-routes").doesNotContain("\tat ");
    }
  }

  @Test
  void the_demo_makes_three_videos_as_asked_and_says_that_its_port_is_taken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = String.valueOf(taken.getLocalPort());
      Map<String, String> environment = Map.of("OMNIHUMAN_HTTP_PORT", port);
      try (ProgramRun demo = ProgramRun.start(directory, environment, "demo")) {
        assertThat(demo.exitCode()).as(demo.out() + demo.err()).isEqualTo(ExitCode.OK);
        assertThat(demo.out())
            .contains("3 delivered, 0 failed")
            .contains("Without its page: port " + port, "omnihuman.http.port");
      }
    }
    // SimulatedGatewayTest shows that each sample has the size that its name says.
    Path outbox = directory.resolve("data/demo/outbox");
    assertThat(outbox.resolve("greeting.mp4")).hasBinaryContent(FakeGateway.video("1080p.mp4"));
    assertThat(outbox.resolve("platform-change-announcement.mp4"))
        .hasBinaryContent(FakeGateway.video("720p.mp4"));
    assertThat(outbox.resolve("lesson.mp4")).hasBinaryContent(FakeGateway.video("480p.mp4"));
  }

  @Test
  void the_simulator_prints_its_address_and_answers_there() throws Exception {
    Map<String, String> anyPort = Map.of("OMNIHUMAN_SIMULATOR_PORT", "0");
    try (ProgramRun run = ProgramRun.start(directory, anyPort, "simulator", "--key", "mine")) {
      run.await(() -> ADDRESS.matcher(run.out()).find());
      Matcher address = ADDRESS.matcher(run.out());
      assertThat(address.find()).isTrue();
      HttpRequest submit =
          HttpRequest.newBuilder(URI.create(address.group() + FakeGateway.SUBMIT))
              .header("Content-Type", "application/json")
              .header(FakeGateway.KEY_HEADER, "mine")
              .POST(BodyPublishers.ofString(TestBench.manifest("a")))
              .build();
      HttpResponse<String> answer =
          HttpClient.newHttpClient().send(submit, BodyHandlers.ofString());

      assertThat(answer.statusCode()).isEqualTo(202);
      assertThat(answer.body()).contains("request_id", "QUEUED");
    }
  }

  private Map<String, String> environment() {
    return new TreeMap<>(
        ProgramRun.environment(TestBench.hurried(directory.resolve("home"), gateway.origin())));
  }
}
