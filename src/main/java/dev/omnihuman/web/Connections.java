package dev.omnihuman.web;

import io.vertx.core.http.HttpConnection;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The open connections, no more of them than we have room for, and none that only sits there.
 * Whoever sends a request byte by byte never looks idle to the socket; here it counts when a
 * connection last finished one.
 */
final class Connections {

  static final Duration LONGEST_IDLE = Duration.ofSeconds(30);
  static final Duration SWEEP = Duration.ofSeconds(1);
  static final int MOST = 1000;

  private final Clock clock;

  /** Those that wait for a request, the one that has waited longest first. */
  private final Map<HttpConnection, Instant> waiting = new LinkedHashMap<>();

  private int busy;

  Connections(Clock clock) {
    this.clock = clock;
  }

  synchronized void opened(HttpConnection connection) {
    connection.closeHandler(closed -> forget(connection));
    waiting.put(connection, clock.instant());
    if (waiting.size() + busy > MOST) {
      // The newcomer may be the gateway; the one that has waited longest most likely is not.
      waiting.keySet().iterator().next().close();
    }
  }

  private synchronized void forget(HttpConnection connection) {
    waiting.remove(connection);
  }

  /** A request has come whole, but for its body. */
  void served(RoutingContext context) {
    HttpConnection connection = context.request().connection();
    begin(connection);
    context.addEndHandler(ended -> end(connection));
    context.next();
  }

  private synchronized void begin(HttpConnection connection) {
    waiting.remove(connection);
    busy++;
  }

  private synchronized void end(HttpConnection connection) {
    busy--;
    waiting.put(connection, clock.instant());
  }

  void closeIdle() {
    idle().forEach(HttpConnection::close);
  }

  private synchronized List<HttpConnection> idle() {
    Instant oldest = clock.instant().minus(LONGEST_IDLE);
    List<HttpConnection> idle = new ArrayList<>();
    Iterator<Map.Entry<HttpConnection, Instant>> entries = waiting.entrySet().iterator();
    while (entries.hasNext()) {
      Map.Entry<HttpConnection, Instant> entry = entries.next();
      if (entry.getValue().isBefore(oldest)) {
        idle.add(entry.getKey());
        entries.remove();
      }
    }
    return idle;
  }
}
