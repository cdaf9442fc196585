package dev.omnihuman.web;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How the port says no: by a status and its name, with nothing of what came in it. */
final class Refusals {

  private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

  private Refusals() {}

  /** What every answer says. That there is no CORS header is what keeps other pages out. */
  static void harden(RoutingContext context) {
    context
        .response()
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .putHeader("X-Content-Type-Options", "nosniff");
    context.next();
  }

  static void answer(RoutingContext context) {
    int status = context.statusCode() < 400 ? 500 : context.statusCode();
    Throwable failure = context.failure();
    if (failure != null && status >= 500) {
      LOG.warn("a request to the port failed: {}", failure.toString());
    }
    HttpServerResponse response = context.response();
    if (response.ended()) {
      return;
    }
    // What was not read of the request must not be taken for the next one.
    response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    end(response, status);
  }

  static void unreadable(HttpServerRequest request) {
    request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    end(request.response(), 400);
    request.connection().close();
  }

  private static void end(HttpServerResponse response, int status) {
    response
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .end("{\"error\": \"%s\"}\n".formatted(HttpResponseStatus.valueOf(status).reasonPhrase()));
  }
}
