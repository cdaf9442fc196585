package dev.omnihuman.web;

import io.vertx.core.Future;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** How the port says no: by a status and its name, with nothing of what came in it. */
final class Refusals {

  private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

  private static final long LINGER_MILLIS = 1000;

  /** A page of ours loads what is ours and nothing else, and no text in it becomes a script. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " media-src 'self'; connect-src 'self'; form-action 'none'; frame-ancestors 'none';"
          + " base-uri 'none'";

  private Refusals() {}

  /** What every answer says. That there is no CORS header is what keeps other pages out. */
  static void harden(RoutingContext context) {
    context
        .response()
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .putHeader("X-Content-Type-Options", "nosniff")
        .putHeader("Content-Security-Policy", POLICY)
        .putHeader("Referrer-Policy", "no-referrer")
        .putHeader("Cross-Origin-Opener-Policy", "same-origin")
        .putHeader("Cross-Origin-Resource-Policy", "same-origin");
    context.next();
  }

  static void answer(RoutingContext context) {
    int status = context.statusCode() < 400 ? 500 : context.statusCode();
    Throwable failure = context.failure();
    if (failure != null) {
      LOG.atLevel(level(status, failure))
          .log("a request to the port failed: {}", failure.toString());
    }
    HttpServerResponse response = context.response();
    if (response.ended() || response.closed()) {
      return;
    }
    end(response, status).onComplete(ended -> hangUp(context));
  }

  /** Anybody may send nonsense or hang up, as often as he likes; nobody needs to be told. */
  static Level level(int status, Throwable failure) {
    boolean gone = failure instanceof HttpClosedException || failure instanceof IOException;
    return status < 500 || gone ? Level.DEBUG : Level.WARN;
  }

  /** What was not read of a request must not be taken for the next one. */
  private static void hangUp(RoutingContext context) {
    HttpServerRequest request = context.request();
    if (request.isEnded()) {
      request.connection().close();
    } else {
      // Whoever is still sending gets our answer only if we do not cut him off.
      request.handler(rest -> {}).resume();
      context.vertx().setTimer(LINGER_MILLIS, over -> request.connection().close());
    }
  }

  static void unreadable(HttpServerRequest request) {
    end(request.response(), 400).onComplete(ended -> request.connection().close());
  }

  private static Future<Void> end(HttpServerResponse response, int status) {
    response
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE)
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
    return response.end("{\"error\": \"%s\"}\n".formatted(response.getStatusMessage()));
  }
}
