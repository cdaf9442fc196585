package dev.omnihuman.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.omnihuman.job.Durations;
import dev.omnihuman.job.Move;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** How long the gateway takes, by resolution. Works inside a transaction. */
final class PaceTable {

  private static final JsonMapper JSON = new JsonMapper();

  private PaceTable() {}

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
  static void learn(Handle handle, List<Move> moves) {
    Map<String, List<Duration>> shown = new TreeMap<>();
    for (Move move : moves) {
      if (move.took() != null) {
        String resolution = key(move.after().manifest().request().resolution());
        shown.computeIfAbsent(resolution, key -> new ArrayList<>()).add(move.took());
      }
    }
    shown.forEach(
        (resolution, durations) ->
            save(handle, resolution, read(handle, resolution).with(durations)));
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
