package dev.omnihuman.web;

import dev.omnihuman.ledger.JobBoard;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells listeners that something changed, once a second at most, whatever happens meanwhile: they
 * ask for what they show. Everything here runs in the port's one thread.
 */
final class Changes implements WebPart {

  private static final String PATH = "/api/changes";

  private static final int MOST_LISTENERS = 32;
  private static final long LOOK_EVERY_MILLIS = 1_000;

  /** Shorter than the time after which anybody on the way takes a silent connection for dead. */
  private static final int SIGN_OF_LIFE_EVERY = 15;

  /** After this time a browser asks again when the connection was lost. */
  private static final String GREETING = "retry: 2000\n\n";

  private final JobBoard board;
  private final Set<HttpServerResponse> listeners = new LinkedHashSet<>();
  private @Nullable Long timer;
  private long told;
  private int quiet;

  Changes(JobBoard board) {
    this.board = board;
  }

  @Override
  public void serveOn(Router router, Connections connections) {
    Reading.serve(router, PATH, connections);
    router.route(PATH).handler(this::listen);
  }

  private void listen(RoutingContext context) {
    if (listeners.size() >= MOST_LISTENERS) {
      throw new RefusedException(
          503, "%d others listen already; ask every few seconds.".formatted(MOST_LISTENERS));
    }
    HttpServerResponse response = context.response();
    response
        .putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream")
        // A proxy that collects what it passes on would keep it until the end.
        .putHeader("X-Accel-Buffering", "no");
    if (context.request().method().equals(HttpMethod.HEAD)) {
      response.end();
      return;
    }
    response.setChunked(true);
    context.addEndHandler(ended -> leave(response, context.vertx()));
    listeners.add(response);
    if (timer == null) {
      told = board.revision();
      timer = context.vertx().setPeriodic(LOOK_EVERY_MILLIS, tick -> look());
    }
    // Whoever comes back learns whether he missed anything.
    response.write(GREETING + change(board.revision()));
  }

  private void leave(HttpServerResponse response, Vertx vertx) {
    listeners.remove(response);
    if (listeners.isEmpty() && timer != null) {
      vertx.cancelTimer(timer);
      timer = null;
    }
  }

  private void look() {
    long revision = board.revision();
    quiet++;
    if (revision != told) {
      told = revision;
      tell(change(revision));
    } else if (quiet >= SIGN_OF_LIFE_EVERY) {
      tell(": nothing new\n\n");
    }
  }

  private void tell(String event) {
    quiet = 0;
    for (HttpServerResponse listener : List.copyOf(listeners)) {
      if (listener.writeQueueFull()) {
        // It has not read what it was told before; when it comes back it learns the latest.
        listener.reset();
      } else {
        listener.write(event);
      }
    }
  }

  private static String change(long revision) {
    return "event: change\ndata: {\"revision\": %d}\n\n".formatted(revision);
  }
}
