package dev.omnihuman.job;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;

/**
 * Exponential backoff: doubles from a first delay up to a longest one, times a fraction.
 *
 * @param first the delay after the first failure, before jitter
 * @param longest the delay that is never exceeded
 * @param fraction what part of the delay is waited, from 0 to 1
 */
public record Backoff(Duration first, Duration longest, DoubleSupplier fraction) {

  /** Full jitter, so that jobs which failed together do not come back together. */
  public static Backoff withFullJitter(Duration first, Duration longest) {
    return new Backoff(first, longest, () -> ThreadLocalRandom.current().nextDouble());
  }

  /**
   * @param failures how many tries in a row failed before, from 0
   */
  public Duration delay(int failures) {
    double doubled = first.toMillis() * Math.pow(2, Math.min(failures, 40));
    double capped = Math.min(doubled, longest.toMillis());
    return Duration.ofMillis(Math.round(capped * fraction.getAsDouble()));
  }
}
