package dev.omnihuman.delivery;

import java.io.InterruptedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Holds all downloads together to a rate. Each piece of bytes gets the next free slice of time, in
 * the order of their coming; pieces are small, so downloads that go on side by side get the same.
 */
final class Bandwidth {

  private static final int LARGEST_PIECE = 128 * 1024;
  private static final int SMALLEST_PIECE = 256;
  private static final int PIECES_A_SECOND = 8;

  /** What a late thread may make up for; without it the rate would never quite be reached. */
  private static final Duration CREDIT = Duration.ofMillis(100);

  private final long rate;
  private final Clock clock;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private Instant free;

  /**
   * @param rate in bytes a second; 0: no limit
   */
  Bandwidth(long rate, Clock clock) {
    this.rate = rate;
    this.clock = clock;
    this.free = clock.instant();
  }

  /** How many bytes to read at once, at most. */
  int piece() {
    return rate == 0
        ? LARGEST_PIECE
        : (int) Math.max(SMALLEST_PIECE, Math.min(LARGEST_PIECE, rate / PIECES_A_SECOND));
  }

  /** Waits until bytes that came were allowed to come. */
  void take(int bytes) throws InterruptedIOException {
    if (rate == 0) {
      return;
    }
    Duration wait = reserve(bytes);
    try {
      // The latch opens only when the program stops; till then this is a wait for time to pass.
      if (!wait.isNegative() && stopped.await(wait.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new InterruptedIOException("downloads were stopped");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("downloads were stopped");
    }
  }

  /** How long to wait for the end of a piece's slice; zero or less: not at all. */
  synchronized Duration reserve(int bytes) {
    Instant now = clock.instant();
    Instant earliest = now.minus(CREDIT);
    if (free.isBefore(earliest)) {
      free = earliest;
    }
    free = free.plusNanos(Math.round(bytes * 1e9 / rate));
    return Duration.between(now, free);
  }

  /** Lets everybody go who waits, with an error. */
  void stop() {
    stopped.countDown();
  }
}
