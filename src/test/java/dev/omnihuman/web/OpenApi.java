package dev.omnihuman.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** The description of the API that ships, and what it says of an answer. */
final class OpenApi {

  private static final JsonMapper JSON = new JsonMapper();
  private static final JsonSchemaFactory SCHEMAS =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);

  private final JsonNode document;

  private OpenApi(JsonNode document) {
    this.document = document;
  }

  static OpenApi read() {
    try (InputStream file =
        OpenApi.class.getResourceAsStream("/dev/omnihuman/config/openapi.json")) {
      return new OpenApi(JSON.readTree(Objects.requireNonNull(file)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  JsonNode document() {
    return document;
  }

  Set<String> paths() {
    Set<String> paths = new TreeSet<>();
    document.path("paths").fieldNames().forEachRemaining(paths::add);
    return paths;
  }

  /** Holds an answer against the schema of its path and status. */
  void require(String method, String path, int status, JsonNode answer) {
    JsonNode operation =
        document.path("paths").properties().stream()
            .filter(each -> path.matches(each.getKey().replaceAll("\\{[^}]+}", "[^/]+")))
            .map(Map.Entry::getValue)
            .map(each -> each.path(method))
            .filter(each -> !each.isMissingNode())
            .findFirst()
            .orElse(null);
    JsonNode schema =
        operation == null
            ? null
            : operation.at("/responses/%d/content/application~1json/schema".formatted(status));
    if (schema == null) {
      // What is not served, or not by this method, is refused all the same in the same form.
      assertThat(status).as("%s %s is not described", method, path).isGreaterThanOrEqualTo(400);
      schema = JSON.createObjectNode().put("$ref", "#/components/schemas/Error");
    }
    assertThat(schema.isMissingNode())
        .as("%s %s answers %d, which is not described", method, path, status)
        .isFalse();
    ObjectNode whole = schema.deepCopy();
    whole.set("components", document.path("components"));
    assertThat(SCHEMAS.getSchema(whole).validate(answer))
        .as("%s %s: %s", method, path, answer)
        .isEmpty();
  }
}
