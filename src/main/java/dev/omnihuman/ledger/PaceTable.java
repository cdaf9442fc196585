package dev.omnihuman.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.omnihuman.job.Durations;
import dev.omnihuman.job.Move;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * How long the gateway takes, by resolution. Learns inside a transaction. What was read is kept for
 * a second, because it is asked for at each look, and other nodes learn too.
 */
final class PaceTable {

  private static final JsonMapper JSON = new JsonMapper();

  private static final Duration KEPT_FOR = Duration.ofSeconds(1);

  private record Kept(Durations durations, Instant readAt) {}

  private final Clock clock;
  private final Map<String, Kept> kept = new ConcurrentHashMap<>();

  PaceTable(Clock clock) {
    this.clock = clock;
  }

  Durations of(LedgerDatabase database, @Nullable String resolution) {
    Kept known = kept.get(key(resolution));
    Instant now = clock.instant();
    // One that was read in the future is old: the clock was set back.
    if (known != null && Duration.between(known.readAt(), now).abs().compareTo(KEPT_FOR) < 0) {
      return known.durations();
    }
    Durations stored = database.read(handle -> read(handle, resolution));
    kept.put(key(resolution), new Kept(stored, now));
    return stored;
  }

  /** A transaction failed: what was kept may never have been stored. */
  void forget() {
    kept.clear();
  }

  static Durations read(Handle handle, @Nullable String resolution) {
    return handle
        .createQuery("SELECT durations FROM pace WHERE resolution = :resolution")
        .bind("resolution", key(resolution))
        .mapTo(String.class)
        .findOne()
        .map(PaceTable::durations)
        .orElse(Durations.NONE);
  }

  /**
   * What steps show of it, in the order of the steps. Two nodes that learn at the same time may
   * lose one of their durations; there will be others.
   */
  void learn(Handle handle, List<Move> moves) {
    Map<String, List<Duration>> shown = new TreeMap<>();
    for (Move move : moves) {
      if (move.took() != null) {
        String resolution = key(move.after().manifest().request().resolution());
        shown.computeIfAbsent(resolution, key -> new ArrayList<>()).add(move.took());
      }
    }
    shown.forEach(
        (resolution, newer) -> {
          Durations durations = read(handle, resolution).with(newer);
          save(handle, resolution, durations);
          kept.put(resolution, new Kept(durations, clock.instant()));
        });
  }

  private static void save(Handle handle, String resolution, Durations durations) {
    handle
        .createUpdate(
            """
            INSERT INTO pace (resolution, durations) VALUES (:resolution, :durations)
            ON CONFLICT (resolution) DO UPDATE SET durations = excluded.durations
            """)
        .bind("resolution", resolution)
        .bind("durations", text(durations))
        .execute();
  }

  private static String key(@Nullable String resolution) {
    return Objects.requireNonNullElse(resolution, "");
  }

  private static String text(Durations durations) {
    try {
      return JSON.writeValueAsString(
          durations.latest().stream().mapToLong(Duration::toMillis).toArray());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a list of numbers can always be written", e);
    }
  }

  private static Durations durations(String text) {
    try {
      long[] millis = JSON.readValue(text, long[].class);
      return new Durations(LongStream.of(millis).mapToObj(Duration::ofMillis).toList());
    } catch (JsonProcessingException e) {
      throw new LedgerException("the table pace holds no list of milliseconds: " + text, e);
    }
  }
}
