package dev.omnihuman.metrics;

import java.time.Duration;
import java.util.Locale;
import java.util.stream.LongStream;

/** How values of ours are written as tags, and the limits of histograms. */
final class Names {

  private Names() {}

  /** As Prometheus people write them; states and gates keep the form in which people know them. */
  static String tag(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /** For calls over a network. */
  static Duration[] calls() {
    return millis(50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000);
  }

  /** For what takes the gateway, or a job as a whole. */
  static Duration[] jobs() {
    return seconds(10, 30, 60, 120, 300, 600, 1_200, 1_800, 3_600, 14_400, 86_400);
  }

  /** For commits to a disk. */
  static Duration[] commits() {
    return millis(1, 2, 5, 10, 25, 50, 100, 250, 1_000, 5_000);
  }

  private static Duration[] millis(long... values) {
    return LongStream.of(values).mapToObj(Duration::ofMillis).toArray(Duration[]::new);
  }

  private static Duration[] seconds(long... values) {
    return LongStream.of(values).mapToObj(Duration::ofSeconds).toArray(Duration[]::new);
  }
}
