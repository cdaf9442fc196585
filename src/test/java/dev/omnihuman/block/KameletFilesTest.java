package dev.omnihuman.block;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.serialization.YamlMapperFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How our kamelets are written, so that people and tools such as Kaoto can read them. */
class KameletFilesTest {

  private static final Path FOLDER = Path.of("src", "main", "resources", "kamelets");
  private static final JsonSchema DSL =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V4)
          .getSchema(KameletFilesTest.class.getResourceAsStream("/schema/camelYamlDsl.json"));
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([A-Za-z]+)}}");

  /** Options of the endpoint {@code kamelet:} itself, which a property of that name never gets. */
  private static final Set<String> TAKEN =
      Set.of(
          "block",
          "timeout",
          "location",
          "bridgeErrorHandler",
          "exceptionHandler",
          "exchangePattern",
          "failIfNoConsumers",
          "lazyStartProducer",
          "noErrorHandler",
          "templateId",
          "routeId",
          "uuid");

  static Stream<Path> files() throws IOException {
    return Files.list(FOLDER).sorted();
  }

  private static JsonNode read(Path file) throws IOException {
    return YamlMapperFactory.getInstance().readTree(Files.readString(file));
  }

  @ParameterizedTest
  @MethodSource("files")
  void a_kamelet_says_who_it_is(Path file) throws IOException {
    JsonNode kamelet = read(file);
    String name = kamelet.path("metadata").path("name").asText();
    JsonNode annotations = kamelet.path("metadata").path("annotations");

    assertThat(kamelet.path("apiVersion").asText()).isEqualTo("camel.apache.org/v1");
    assertThat(kamelet.path("kind").asText()).isEqualTo("Kamelet");
    assertThat(file.getFileName()).hasToString(name + ".kamelet.yaml");
    assertThat(name)
        .endsWith(
            "-"
                + kamelet
                    .path("metadata")
                    .path("labels")
                    .path("camel.apache.org/kamelet.type")
                    .asText("no type"));
    for (String annotation : Set.of("support.level", "icon", "group", "namespace")) {
      assertThat(annotations.path("camel.apache.org/kamelet." + annotation).asText())
          .as(annotation)
          .isNotBlank();
    }
    assertThat(annotations.path("camel.apache.org/provider").asText()).isNotBlank();
    assertThat(kamelet.path("spec").path("definition").path("title").asText()).isNotBlank();
    assertThat(kamelet.path("spec").path("definition").path("description").asText()).isNotBlank();
  }

  @ParameterizedTest
  @MethodSource("files")
  void a_property_says_what_it_is_and_has_a_value_of_its_own(Path file) throws IOException {
    JsonNode definition = read(file).path("spec").path("definition");
    definition
        .path("properties")
        .properties()
        .forEach(
            property -> {
              JsonNode is = property.getValue();
              assertThat(is.path("title").asText()).as(property.getKey()).isNotBlank();
              assertThat(is.path("description").asText()).as(property.getKey()).endsWith(".");
              assertThat(is.path("type").asText()).isIn("string", "boolean", "integer");
              assertThat(is.has("default"))
                  .as(
                      "%s: without a default a property of the application, or a variable of its"
                          + " environment, that happens to have this name would be taken",
                      property.getKey())
                  .isNotEqualTo(definition.path("required").toString().contains(property.getKey()));
              assertThat(TAKEN).doesNotContain(property.getKey());
            });
  }

  @ParameterizedTest
  @MethodSource("files")
  void what_the_route_names_is_a_property_or_a_bean_of_the_kamelet(Path file) throws IOException {
    JsonNode spec = read(file).path("spec");
    Set<String> known = new TreeSet<>();
    spec.path("definition").path("properties").fieldNames().forEachRemaining(known::add);
    spec.path("template").path("beans").forEach(bean -> known.add(bean.path("name").asText()));

    assertThat(PLACEHOLDER.matcher(spec.path("template").toString()).results())
        .extracting((MatchResult result) -> result.group(1))
        .filteredOn(name -> !name.equals("routeId")) // Camel's own
        .containsOnly(known.toArray(String[]::new));
  }

  @ParameterizedTest
  @MethodSource("files")
  void a_template_is_valid_by_the_schema_of_the_yaml_dsl(Path file) throws IOException {
    ObjectMapper mapper = YamlMapperFactory.getInstance();
    ArrayNode routes = mapper.createArrayNode();
    routes
        .addObject()
        .putObject("route")
        .put("id", "any")
        .set("from", read(file).path("spec").path("template").path("from"));

    assertThat(DSL.validate(routes)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("files")
  void no_property_holds_a_secret(Path file) throws IOException {
    assertThat(read(file).path("spec").path("definition").path("properties").fieldNames())
        .toIterable()
        .as("properties become parts of endpoint addresses, which are shown and logged")
        .filteredOn(name -> name.matches("(?i).*(key|token|password|secret).*"))
        .allMatch(name -> name.endsWith("File"));
  }
}
