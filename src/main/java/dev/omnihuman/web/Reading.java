package dev.omnihuman.web;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** How something comes in that only reads, and has no body. */
final class Reading {

  private Reading() {}

  /**
   * @param receive answers
   */
  static void serve(
      Router router, String path, Connections connections, Handler<RoutingContext> receive) {
    router.route(path).handler(Reading::checkMethod);
    router.route(path).handler(connections::served);
    router.route(path).handler(receive);
  }

  private static void checkMethod(RoutingContext context) {
    HttpMethod method = context.request().method();
    if (method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD)) {
      context.next();
    } else {
      context.response().putHeader(HttpHeaders.ALLOW, "GET, HEAD");
      context.fail(405);
    }
  }

  /** Whoever asked may have hung up meanwhile. */
  static void answer(RoutingContext context, int status, String text) {
    if (!context.response().ended() && !context.response().closed()) {
      context.response().setStatusCode(status).end(text);
    }
  }
}
