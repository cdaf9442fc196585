package dev.omnihuman.notices;

import dev.omnihuman.job.Backoff;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Whether the receiver takes anything at all. While it does not, one notice at a time tries, ever
 * more seldom, and the others wait. Only a hint: what is still to be sent stands in the ledger.
 */
final class Receiver {

  /** What waits behind one trial; its answer comes sooner. */
  private static final Duration TRIAL = Duration.ofMinutes(1);

  private final Clock clock;
  private final Backoff backoff;
  private int refusals;
  private Instant trialAt = Instant.MIN;

  /** Only what fails then counts: of many calls at once, the others say nothing new. */
  private boolean trying;

  Receiver(Clock clock) {
    this(clock, jittered());
  }

  Receiver(Clock clock, Backoff backoff) {
    this.clock = clock;
    this.backoff = backoff;
  }

  /** From half the delay to all of it: 5 s, doubling up to 5 min. */
  static Backoff jittered() {
    return new Backoff(
        Duration.ofSeconds(5),
        Duration.ofMinutes(5),
        () -> 0.5 + ThreadLocalRandom.current().nextDouble() / 2);
  }

  /** How many notices may be sent now. */
  synchronized int takes(int most) {
    if (refusals == 0) {
      return most;
    }
    Instant now = clock.instant();
    if (now.isBefore(trialAt)) {
      return 0;
    }
    trialAt = now.plus(TRIAL);
    trying = true;
    return 1;
  }

  /** Nothing was due: the trial is still to be made. */
  synchronized void nothingSent() {
    trialAt = refusals == 0 ? trialAt : clock.instant();
    trying = false;
  }

  /**
   * @return whether it had refused before
   */
  synchronized boolean isWell() {
    boolean recovered = refusals > 0;
    refusals = 0;
    trying = false;
    return recovered;
  }

  /**
   * It took nothing.
   *
   * @param asked how long it asks us to wait; zero: it does not say
   * @return when something is sent again
   */
  synchronized Instant isUnwell(Duration asked) {
    Instant notBefore = clock.instant().plus(asked);
    if (refusals == 0 || trying) {
      trialAt = clock.instant().plus(backoff.delay(refusals));
      refusals = Math.min(refusals + 1, 1_000);
      trying = false;
    }
    trialAt = notBefore.isAfter(trialAt) ? notBefore : trialAt;
    return trialAt;
  }

  synchronized int refusals() {
    return refusals;
  }
}
