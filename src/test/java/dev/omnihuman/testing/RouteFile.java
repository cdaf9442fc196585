package dev.omnihuman.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.serialization.YamlMapperFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A file of routes, read as plain YAML.
 *
 * @param path as seen from the project's folder
 * @param content a list of routes and route configurations
 */
public record RouteFile(Path path, String text, JsonNode content) {

  private static final Path FOLDER = Path.of("routes");

  /** {@code routes/**}{@code /*.camel.yaml}, in the order of their names. */
  public static List<RouteFile> all() {
    try (Stream<Path> files = Files.walk(FOLDER)) {
      return files
          .filter(file -> file.toString().endsWith(".camel.yaml"))
          .sorted()
          .map(RouteFile::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static RouteFile read(Path path) {
    try {
      String text = Files.readString(path);
      return new RouteFile(path, text, YamlMapperFactory.getInstance().readTree(text));
    } catch (IOException e) {
      throw new UncheckedIOException(path.toString(), e);
    }
  }

  /** Whether its routes run in the simulator's own Camel context. */
  public boolean isSimulator() {
    return path.startsWith(FOLDER.resolve("simulator"));
  }

  public List<Route> routes() {
    List<Route> routes = new ArrayList<>();
    for (JsonNode entry : content) {
      if (entry.has("route")) {
        routes.add(new Route(entry.get("route")));
      }
    }
    return routes;
  }

  /** Every step of the file, those of its route configurations too. */
  public List<Step> steps() {
    return Step.within(content);
  }

  @Override
  public String toString() {
    return path.toString();
  }

  /** One route. */
  public record Route(JsonNode content) {

    public String id() {
      return content.path("id").asText();
    }

    public String description() {
      return content.path("description").asText();
    }

    public String from() {
      return content.path("from").path("uri").asText();
    }

    /** In the order in which they are written, the inner ones behind the outer one. */
    public List<Step> steps() {
      return Step.within(content);
    }

    @Override
    public String toString() {
      return "route " + id();
    }
  }

  /**
   * One step.
   *
   * @param kind such as {@code setBody}
   * @param depth 1 for the steps of a route itself
   */
  public record Step(String kind, JsonNode content, int depth) {

    private static List<Step> within(JsonNode node) {
      List<Step> found = new ArrayList<>();
      collect(node, 0, found);
      return found;
    }

    private static void collect(JsonNode node, int depth, List<Step> found) {
      if (node.isArray()) {
        node.forEach(element -> collect(element, depth, found));
        return;
      }
      node.properties()
          .forEach(
              field -> {
                if (field.getKey().equals("steps")) {
                  field.getValue().forEach(step -> add(step, depth + 1, found));
                } else {
                  collect(field.getValue(), depth, found);
                }
              });
    }

    private static void add(JsonNode step, int depth, List<Step> found) {
      step.properties()
          .forEach(
              field -> {
                found.add(new Step(field.getKey(), field.getValue(), depth));
                collect(field.getValue(), depth, found);
              });
    }

    public String id() {
      return content.path("id").asText();
    }

    public String uri() {
      return content.path("uri").asText();
    }

    public JsonNode parameter(String name) {
      return content.path("parameters").path(name);
    }

    /** Whether it makes an HTTP request. */
    public boolean callsHttp() {
      return uri().matches("(http|\\{\\{omnihuman[.](gateway|notify)[.]).*");
    }

    @Override
    public String toString() {
      return "%s %s%s".formatted(kind, id(), uri()).strip();
    }
  }
}
