package dev.omnihuman.job;

import java.time.Instant;
import java.util.Optional;

/** How a job that ended badly may get another try. */
public final class Retry {

  private Retry() {}

  /**
   * A try that surely costs nothing more than was paid: the gateway is asked again about a request
   * that it accepted, or what it did not charge is submitted anew. After a confirmed ERROR asking
   * again is of no use.
   *
   * @param ended FAILED or ABANDONED
   * @return empty if only a submit that may be charged again is left
   */
  public static Optional<Job> withoutRisk(Job ended, Instant now) {
    boolean accepted = ended.remote().requestId() != null;
    if (accepted && ended.ending().reason() != FailureReason.REMOTE_ERROR) {
      return Optional.of(ended.askedAgain(now));
    }
    return ended.ending().chargedInAll() == Charged.NO
        ? Optional.of(ended.submittedAnew(now))
        : Optional.empty();
  }
}
