package dev.omnihuman.web;

import io.vertx.core.http.HttpConnection;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The open connections, no more of them than we have room for, and none that only sits there.
 * Whoever sends a request or its body byte by byte never looks idle to the socket; here it counts
 * when a connection last finished one.
 */
public final class Connections {

  static final Duration LONGEST_IDLE = Duration.ofSeconds(30);
  static final Duration SWEEP = Duration.ofSeconds(1);
  static final int MOST = 1000;

  private final Clock clock;

  /** Those whose request is not whole yet, the one that has waited longest first. */
  private final Map<HttpConnection, Instant> waiting = new LinkedHashMap<>();

  /** Those that wait for our answer; never more than the open ones. */
  private final Set<HttpConnection> busy = new HashSet<>();

  Connections(Clock clock) {
    this.clock = clock;
  }

  synchronized void opened(HttpConnection connection) {
    connection.closeHandler(closed -> forget(connection));
    waiting.put(connection, clock.instant());
    if (waiting.size() + busy.size() > MOST) {
      // The newcomer may be the gateway; the one that has waited longest most likely is not.
      HttpConnection longest = waiting.keySet().iterator().next();
      waiting.remove(longest);
      longest.close();
    }
  }

  private synchronized void forget(HttpConnection connection) {
    waiting.remove(connection);
    busy.remove(connection);
  }

  /** A request has come whole, with its body. */
  void served(RoutingContext context) {
    HttpConnection connection = context.request().connection();
    begin(connection);
    context.addEndHandler(ended -> end(connection));
    context.next();
  }

  private synchronized void begin(HttpConnection connection) {
    if (waiting.remove(connection) != null) {
      busy.add(connection);
    }
  }

  private synchronized void end(HttpConnection connection) {
    // One that was closed meanwhile waits for nothing any more.
    if (busy.remove(connection)) {
      waiting.put(connection, clock.instant());
    }
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
