package dev.omnihuman.app;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The wall clock as it was at the start, carried on by the monotonic clock: whoever sets the wall
 * clock while the program runs makes no wait longer or shorter.
 */
final class SteadyClock extends Clock {

  /** Smaller steps are corrections; clocks are also slewed, which is no step at all. */
  private static final Duration JUMP = Duration.ofSeconds(1);

  private final Clock wall;
  private final LongSupplier nanoTime;
  private volatile Instant start;
  private final long startNanos;
  private Duration offset = Duration.ZERO;

  /**
   * @param nanoTime usually {@link System#nanoTime}
   */
  SteadyClock(Clock wall, LongSupplier nanoTime) {
    this.wall = wall;
    this.nanoTime = nanoTime;
    this.start = wall.instant();
    this.startNanos = nanoTime.getAsLong();
  }

  static SteadyClock system() {
    return new SteadyClock(Clock.systemUTC(), System::nanoTime);
  }

  @Override
  public Instant instant() {
    return start.plusNanos(nanoTime.getAsLong() - startNanos);
  }

  /**
   * By how much the wall clock was set since the last look; below zero if it was set back. A sleep
   * of the machine looks like a clock that was set forward.
   */
  synchronized Optional<Duration> jump() {
    Duration now = Duration.between(instant(), wall.instant());
    Duration jump = now.minus(offset);
    offset = now;
    return jump.abs().compareTo(JUMP) < 0 ? Optional.empty() : Optional.of(jump);
  }

  /**
   * Whoever keeps the time for all says that this clock is behind by so much; below zero: ahead.
   */
  synchronized void correct(Duration behind) {
    start = start.plus(behind);
    // The wall clock has not moved.
    offset = offset.minus(behind);
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException("instants have no zone");
  }
}
