package dev.omnihuman.simulator;

import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.jspecify.annotations.Nullable;

/**
 * Breaks connections to order, below HTTP, where no route reaches: an answer that names a fault in
 * the header {@code Simulated-Wire} is cut, or its connection is closed in its place.
 */
public final class BrokenWires {

  static final String HEADER = "Simulated-Wire";

  private BrokenWires() {}

  /** To be called when the routes have started. */
  public static void on(CamelContext camel, int port) {
    String name = VertxPlatformHttpRouter.getRouterNameFromPort(port);
    VertxPlatformHttpRouter.lookup(camel, name)
        .route()
        .order(Integer.MIN_VALUE)
        .handler(
            context -> {
              context.addHeadersEndHandler(headers -> breakToOrder(context));
              context.next();
            });
  }

  private static void breakToOrder(RoutingContext context) {
    HttpServerResponse answer = context.response();
    HttpConnection connection = context.request().connection();
    @Nullable String wire = answer.headers().get(HEADER);
    answer.headers().remove(HEADER);
    if (Wire.DROPPED.name().equals(wire)) {
      connection.close();
    } else if (Wire.CUT.name().equals(wire)) {
      // More is promised than there is, so whoever reads it sees that it was cut.
      String whole = answer.headers().get(HttpHeaders.CONTENT_LENGTH);
      answer.headers().set(HttpHeaders.CONTENT_LENGTH, whole + "0");
      context.addEndHandler(end -> connection.close());
    }
  }
}
