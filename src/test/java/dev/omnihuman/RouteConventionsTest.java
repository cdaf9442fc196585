package dev.omnihuman;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.omnihuman.testing.RouteFile;
import dev.omnihuman.testing.RouteFile.Route;
import dev.omnihuman.testing.RouteFile.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How every file of routes is written, each rule with its reason. */
class RouteConventionsTest {

  private static final JsonSchema DSL =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V4)
          .getSchema(RouteConventionsTest.class.getResourceAsStream("/schema/camelYamlDsl.json"));

  private static final String KEBAB_CASE = "[a-z]+(-[a-z0-9]+)*";

  /** Those whose name is also that of an option ({@code ref}, {@code method}) come with a map. */
  private static final Set<String> LANGUAGES =
      Set.of(
          "constant",
          "csimple",
          "exchangeProperty",
          "groovy",
          "header",
          "java",
          "jq",
          "js",
          "jsonpath",
          "language",
          "method",
          "mvel",
          "python",
          "ref",
          "simple",
          "spel",
          "tokenize",
          "variable",
          "xpath",
          "xquery");

  private static final Set<String> OPTION_NAMES_TOO = Set.of("language", "method", "ref");

  private static final Set<String> EXPRESSION_FIELDS =
      Set.of("expression", "correlationExpression", "handled", "continued", "retryWhile");

  static List<RouteFile> files() {
    return RouteFile.all();
  }

  @Test
  void there_are_routes_for_the_product_and_for_its_simulator() {
    assertThat(files()).anyMatch(RouteFile::isSimulator).anyMatch(file -> !file.isSimulator());
  }

  @ParameterizedTest
  @MethodSource("files")
  void a_file_is_valid_by_the_schema_of_the_yaml_dsl(RouteFile file) {
    assertThat(DSL.validate(file.content()))
        .as("some wrong options only fail when the first message comes, so the schema looks first")
        .isEmpty();
  }

  @ParameterizedTest
  @MethodSource("files")
  void a_file_holds_only_routes_and_route_configurations(RouteFile file) {
    for (JsonNode entry : file.content()) {
      assertThat(entry.fieldNames())
          .as("a top-level `from` is deprecated; tools and people see one shape")
          .toIterable()
          .containsAnyOf("route", "routeConfiguration")
          .hasSize(1);
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void an_expression_stands_under_the_word_expression(RouteFile file) {
    assertThat(compactExpressions("", file.content()))
        .as("compact expressions are deprecated; tools and people see one shape")
        .isEmpty();
  }

  @ParameterizedTest
  @MethodSource("files")
  void a_step_is_a_map_of_options(RouteFile file) {
    assertThat(file.steps())
        .as("a compact step such as `to: direct:x` is deprecated")
        .allMatch(step -> step.content().isObject());
  }

  @ParameterizedTest
  @MethodSource("files")
  void an_expression_names_a_thing_and_does_not_compute(RouteFile file) {
    assertThat(file.content().findValues("simple"))
        .as("what computes, compares or concatenates is Java, where it has tests")
        .allMatch(simple -> simple.path("expression").asText().matches("\\$\\{[A-Za-z.]+}"));
  }

  @ParameterizedTest
  @MethodSource("files")
  void a_file_says_in_its_head_what_it_takes_and_leaves(RouteFile file) {
    boolean ofJobs = file.content().findValue("route") != null && !file.isSimulator();
    assertThat(file.text())
        .as("who reads a route wants to know first which jobs it takes and how it leaves them")
        .startsWith(ofJobs ? "# Takes: " : "# ");
    if (ofJobs) {
      assertThat(file.text().lines().takeWhile(line -> line.startsWith("#")))
          .as("the state in which jobs are left belongs to the head comment")
          .anyMatch(line -> line.contains("Leaves: "));
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void a_file_fits_a_screen_or_two(RouteFile file) {
    assertThat(file.text().lines())
        .as("a longer one wants a bean or a second file")
        .hasSizeLessThanOrEqualTo(120);
    assertThat(file.steps())
        .as("deeper nesting wants a bean or a second route")
        .allMatch(step -> step.depth() <= 3);
  }

  @ParameterizedTest
  @MethodSource("files")
  void every_route_has_a_name_and_a_description(RouteFile file) {
    for (Route route : file.routes()) {
      assertThat(route.id()).as("names are read in logs and metrics").matches(KEBAB_CASE);
      assertThat(route.description()).as("%s: operators read it", route).isNotBlank();
    }
    for (JsonNode configuration : file.content().findValues("routeConfiguration")) {
      assertThat(configuration.has("id"))
          .as("one with an id applies only to the routes that name it, so to none of ours")
          .isFalse();
      assertThat(configuration.path("description").asText()).isNotBlank();
    }
  }

  @Test
  void no_name_of_a_route_or_step_is_given_twice() {
    List<String> ids = new ArrayList<>();
    for (RouteFile file : files()) {
      file.content().findValuesAsText("id", ids);
    }
    assertThat(ids)
        .as("a name in a log line or a metric must mean one place")
        .doesNotHaveDuplicates();
  }

  @Test
  void what_is_sent_inside_a_program_has_exactly_one_receiver() {
    for (boolean simulator : new boolean[] {false, true}) {
      List<RouteFile> program =
          files().stream().filter(file -> file.isSimulator() == simulator).toList();
      List<String> receivers =
          program.stream().flatMap(file -> file.routes().stream()).map(Route::from).toList();
      List<String> sent =
          program.stream().flatMap(file -> file.steps().stream()).map(Step::uri).toList();
      assertThat(receivers.stream().filter(RouteConventionsTest::isInside))
          .as("Camel misses a receiver only when the first message comes")
          .doesNotHaveDuplicates()
          .containsExactlyInAnyOrderElementsOf(
              sent.stream().filter(RouteConventionsTest::isInside).distinct().toList());
    }
  }

  private static boolean isInside(String uri) {
    return uri.startsWith("direct:") || uri.startsWith("seda:");
  }

  private static List<String> compactExpressions(String parent, JsonNode node) {
    List<String> found = new ArrayList<>();
    node.forEach(
        element -> found.addAll(node.isArray() ? compactExpressions(parent, element) : List.of()));
    node.properties()
        .forEach(
            field -> {
              String name = field.getKey();
              JsonNode value = field.getValue();
              boolean compact =
                  value.isObject()
                      ? !EXPRESSION_FIELDS.contains(parent)
                      : !OPTION_NAMES_TOO.contains(name);
              if (LANGUAGES.contains(name) && compact) {
                found.add("%s: %s".formatted(parent, name).toLowerCase(Locale.ROOT));
              }
              found.addAll(compactExpressions(name, value));
            });
    return found;
  }
}
