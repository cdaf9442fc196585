package dev.omnihuman.web;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** How something comes in that only reads, by GET or HEAD, and how it is answered. */
final class Reading {

  static final String JSON = "application/json";

  private Reading() {}

  /** Refuses every other method; whoever answers comes after it. */
  static void serve(Router router, String path, Connections connections) {
    router.route(path).handler(Reading::checkMethod);
    router.route(path).handler(connections::served);
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

  static void answer(RoutingContext context, String type, Buffer body) {
    HttpServerResponse response = context.response();
    if (response.ended() || response.closed()) {
      return; // whoever asked has hung up meanwhile
    }
    response.putHeader(HttpHeaders.CONTENT_TYPE, type);
    if (context.request().method().equals(HttpMethod.HEAD)) {
      response.putHeader(HttpHeaders.CONTENT_LENGTH, String.valueOf(body.length())).end();
    } else {
      response.end(body);
    }
  }
}
