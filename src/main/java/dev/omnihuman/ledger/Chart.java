package dev.omnihuman.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happened within a span of time, in steps of the same length.
 *
 * @param from the beginning of the first step
 * @param buckets one for each step, the oldest first
 */
public record Chart(Span span, Instant from, List<Bucket> buckets) {

  public Chart {
    buckets = List.copyOf(buckets);
  }

  /** How far a chart looks back. */
  public enum Span {
    HOUR(60, Duration.ofMinutes(1)),
    DAY(96, Duration.ofMinutes(15)),
    WEEK(84, Duration.ofHours(2));

    private final int steps;
    private final Duration step;

    Span(int steps, Duration step) {
      this.steps = steps;
      this.step = step;
    }

    public int steps() {
      return steps;
    }

    public Duration step() {
      return step;
    }

    /** The beginning of the first step, where the last one holds this instant. */
    Instant from(Instant now) {
      long millis = step.toMillis();
      return Instant.ofEpochMilli((Math.floorDiv(now.toEpochMilli(), millis) - steps + 1) * millis);
    }
  }

  /**
   * @param inDoubt how often a job fell into doubt
   * @param gatewayTime of the delivered jobs, from their submit to the end; null if there are none
   * @param totalTime of the delivered jobs, from their acceptance to the video in the outbox
   */
  public record Bucket(
      Instant at,
      long accepted,
      Ended ended,
      long inDoubt,
      @Nullable Quantiles gatewayTime,
      @Nullable Quantiles totalTime) {}

  /** How many jobs ended, by how; those that were opened again since are not counted. */
  public record Ended(long delivered, long failed) {}

  /** What half of all, and nine in ten of all, took at most. */
  public record Quantiles(Duration p50, Duration p90) {}

  /** The end of the last step. */
  public Instant to() {
    return from.plus(span.step().multipliedBy(span.steps()));
  }
}
