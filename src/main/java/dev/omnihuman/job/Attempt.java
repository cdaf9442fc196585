package dev.omnihuman.job;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One paid call, or the intent to make one.
 *
 * @param number from 1
 * @param answer null while no answer is stored
 * @param result what became of it
 */
public record Attempt(int number, Instant startedAt, @Nullable Answer answer, Result result) {

  /**
   * How the call ended.
   *
   * @param words what the gateway or the network said
   * @param retryAfter how long the gateway asked us to wait; null if it did not
   */
  public record Answer(
      Instant at, SubmitOutcome outcome, @Nullable String words, @Nullable Duration retryAfter) {}

  /**
   * What the attempt has led to.
   *
   * @param requestId what the gateway called it; null if it told us none
   * @param status the provider's last word on it, where the job did not go on with it
   * @param charged whether it cost money
   */
  public record Result(@Nullable String requestId, @Nullable String status, Charged charged) {

    /** Before its answer: it may be under way. */
    public static final Result OPEN = new Result(null, null, Charged.UNKNOWN);
  }

  /** Whether nobody knows if the gateway accepted it. */
  public boolean isInDoubt() {
    return result.charged() == Charged.UNKNOWN;
  }

  /** Whether the call ended in this way. */
  public boolean endedIn(SubmitOutcome outcome) {
    return answer != null && answer.outcome() == outcome;
  }

  /** Whether the gateway accepted it, and then reported a system error, which costs nothing. */
  public boolean endedInError() {
    return "ERROR".equals(result.status());
  }
}
