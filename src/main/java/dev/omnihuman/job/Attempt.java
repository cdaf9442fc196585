package dev.omnihuman.job;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One paid call, or the intent to make one.
 *
 * @param number from 1
 * @param answer null while no answer is stored; after a crash it stays so
 */
public record Attempt(int number, Instant startedAt, @Nullable Answer answer) {

  /**
   * How it ended.
   *
   * @param words what the gateway or the network said
   * @param retryAfter how long the gateway asked us to wait; null if it did not
   */
  public record Answer(
      Instant at, SubmitOutcome outcome, @Nullable String words, @Nullable Duration retryAfter) {}
}
