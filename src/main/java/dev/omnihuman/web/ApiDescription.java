package dev.omnihuman.web;

import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** The OpenAPI description of all paths. */
final class ApiDescription implements WebPart {

  private static final String FILE = "/dev/omnihuman/config/openapi.json";
  private static final String PATH = "/api/openapi.json";

  @Override
  public void serveOn(Router router, Connections connections) {
    Buffer description = Buffer.buffer(read());
    Reading.serve(router, PATH, connections);
    router.route(PATH).handler(context -> Reading.answer(context, Reading.JSON, description));
  }

  private static byte[] read() {
    try (InputStream file = ApiDescription.class.getResourceAsStream(FILE)) {
      return Objects.requireNonNull(file, FILE).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("the jar cannot be read: " + FILE, e);
    }
  }
}
