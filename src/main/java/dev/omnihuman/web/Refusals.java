package dev.omnihuman.web;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** How the port says no: by a status and its name, with nothing of what came in it. */
final class Refusals {

  private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

  private static final JsonMapper JSON = new JsonMapper();

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
    Throwable failure = context.failure();
    int status = status(context, failure);
    if (failure != null) {
      LOG.atLevel(level(status, failure))
          .log("a request to the port failed: {}", failure.toString());
    }
    HttpServerResponse response = context.response();
    if (response.ended() || response.closed()) {
      return;
    }
    if (response.headWritten()) {
      // What has begun cannot become a refusal; a broken connection tells that it is not whole.
      context.request().connection().close();
      return;
    }
    String words =
        failure instanceof RefusedException refused
            ? String.valueOf(refused.getMessage())
            : words(status);
    end(response, status, words).onComplete(ended -> hangUp(context));
  }

  private static int status(RoutingContext context, @Nullable Throwable failure) {
    if (failure instanceof RefusedException refused) {
      return refused.status();
    }
    return context.statusCode() < 400 ? 500 : context.statusCode();
  }

  /** What a person can make of a status that nobody has explained. */
  private static String words(int status) {
    return switch (status) {
      case 400 -> "The request is not understood.";
      case 401 -> "The token is wanted that omnihuman.http.token-file holds.";
      case 403 -> "A page of another site may not ask this.";
      case 404 -> "There is nothing at this address.";
      case 405 ->
          "This method is not served at this address; the header Allow names those that are.";
      case 408 -> "The request did not come whole in time.";
      case 413 -> "The body is too large.";
      case 415 -> "The body must be JSON, with Content-Type: application/json.";
      case 421 -> "The port may not be called by this name; see omnihuman.http.hosts.";
      case 504 ->
          "It takes long; nobody knows yet whether it was done."
              + " Look at the job before you try again.";
      case 503 -> "It cannot be answered now; ask again in a while.";
      default -> status < 500 ? "The request is refused." : "Something broke; the log says what.";
    };
  }

  private static String name(int status, HttpServerResponse response) {
    return switch (status) {
      case 401 -> "token wanted";
      case 409 -> "refused";
      case 504 -> "unknown";
      default -> response.getStatusMessage().toLowerCase(Locale.ROOT);
    };
  }

  /** Anybody may send nonsense or hang up, as often as he likes; nobody needs to be told. */
  static Level level(int status, Throwable failure) {
    boolean gone = failure instanceof HttpClosedException || failure instanceof IOException;
    boolean told = failure instanceof RefusedException refused && refused.isToldElsewhere();
    return status < 500 || gone || told ? Level.DEBUG : Level.WARN;
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
    end(request.response(), 400, words(400)).onComplete(ended -> request.connection().close());
  }

  private static Future<Void> end(HttpServerResponse response, int status, String words) {
    response
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE)
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
    ObjectNode body = JSON.createObjectNode();
    body.put("error", name(status, response));
    body.put("words", words);
    return response.end(body + "\n");
  }
}
