package dev.omnihuman.web;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * The page, without a single number of ours: those it asks the API for. All that can be asked for
 * is named here and read at the start, so nothing that a request says ever becomes a path.
 */
public final class StatusPage implements WebPart {

  static final String ASSETS = "/assets/";

  private static final String OURS = "/dev/omnihuman/page/";
  private static final String INDEX = "index.html";

  static final List<String> OUR_ASSETS =
      List.of(
          "icon.svg",
          "page.css",
          "page.js",
          "api.js",
          "ask.js",
          "charts.js",
          "dom.js",
          "head.js",
          "job.js",
          "list.js",
          "live.js",
          "states.js",
          "times.js");

  /** The charts' library: {@code uplot.version} of the build. */
  private static final String CHARTS = "/META-INF/resources/webjars/uplot/1.6.30/dist/";

  private static final List<String> CHART_ASSETS = List.of("uPlot.esm.js", "uPlot.min.css");

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "svg", "image/svg+xml");

  private final Asset index = read(OURS, INDEX);

  /**
   * One file.
   *
   * @param tag changes with its bytes
   */
  private record Asset(String type, String tag, Buffer bytes) {

    void answer(RoutingContext context) {
      HttpServerResponse response = context.response();
      // A new program's page must not be mixed with an old one's: the browser asks each time.
      response
          .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
          .putHeader(HttpHeaders.ETAG, tag)
          .putHeader(HttpHeaders.CONTENT_TYPE, type);
      if (tag.equals(context.request().getHeader(HttpHeaders.IF_NONE_MATCH))) {
        response.setStatusCode(304).end();
      } else if (context.request().method().equals(HttpMethod.HEAD)) {
        response.putHeader(HttpHeaders.CONTENT_LENGTH, String.valueOf(bytes.length())).end();
      } else {
        response.end(bytes);
      }
    }
  }

  @Override
  public void serveOn(Router router, Connections connections) {
    serve(router, connections, "/", index);
    OUR_ASSETS.forEach(it -> serve(router, connections, ASSETS + it, read(OURS, it)));
    CHART_ASSETS.forEach(it -> serve(router, connections, ASSETS + it, read(CHARTS, it)));
  }

  private static void serve(Router router, Connections connections, String path, Asset asset) {
    Reading.serve(router, path, connections);
    router.route(path).handler(asset::answer);
  }

  private static Asset read(String folder, String name) {
    String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    String type = Objects.requireNonNull(TYPES.get(ending), name);
    try (InputStream in = StatusPage.class.getResourceAsStream(folder + name)) {
      byte[] bytes = Objects.requireNonNull(in, folder + name).readAllBytes();
      return new Asset(type, tag(bytes), Buffer.buffer(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String tag(byte[] bytes) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
      return '"' + HexFormat.of().formatHex(hash, 0, 16) + '"';
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
