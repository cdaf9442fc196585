package dev.omnihuman.job;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A gate that is shut.
 *
 * @param cause the provider's words
 * @param trialAt when one job may try again
 * @param trials how many trials found it still shut
 * @param trialJob id of the job that is trying now, or null
 */
public record ClosedGate(
    Gate gate, String cause, Instant trialAt, int trials, @Nullable String trialJob) {

  /** The same gate, lent to one job until that job's lease runs out. */
  public ClosedGate tryingWith(String jobId, Instant leaseUntil) {
    return new ClosedGate(gate, cause, leaseUntil, trials, jobId);
  }

  /** The same gate after a trial that found it shut. */
  public ClosedGate stillShut(String newCause, Instant nextTrialAt) {
    return new ClosedGate(gate, newCause, nextTrialAt, trials + 1, null);
  }

  /** The same gate after a trial that proved nothing. */
  public ClosedGate tryAgainAt(Instant nextTrialAt) {
    return new ClosedGate(gate, cause, nextTrialAt, trials, null);
  }

  public boolean isTriedBy(String jobId) {
    return jobId.equals(trialJob);
  }

  /** Whether it was found shut again after the wait that followed its closing. */
  public boolean outlastedATrial() {
    return trials > 0;
  }
}
