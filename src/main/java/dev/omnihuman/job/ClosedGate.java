package dev.omnihuman.job;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A gate that is shut.
 *
 * @param cause the provider's words, or ours
 * @param shutAt since when
 * @param trial when it may open
 */
public record ClosedGate(Gate gate, String cause, Instant shutAt, Trial trial) {

  /**
   * How a shut gate gets its chance to open.
   *
   * @param at when it may be tried, or opens; null if no clock opens it
   * @param done how many trials found it still shut
   * @param job id of the job that is trying now, or null
   */
  public record Trial(@Nullable Instant at, int done, @Nullable String job) {

    static final Trial NONE = new Trial(null, 0, null);
  }

  /**
   * A gate that shuts now.
   *
   * @param trialAt null if no clock opens it
   */
  public static ClosedGate shut(Gate gate, String cause, Instant now, @Nullable Instant trialAt) {
    return new ClosedGate(
        gate, cause, now, trialAt == null ? Trial.NONE : new Trial(trialAt, 0, null));
  }

  /** The same gate, lent to one job until that job's lease runs out. */
  public ClosedGate tryingWith(String jobId, Instant leaseUntil) {
    return with(cause, new Trial(leaseUntil, trial.done(), jobId));
  }

  /** The same gate after a trial that found it shut. */
  public ClosedGate stillShut(String newCause, Instant nextTrialAt) {
    return with(newCause, new Trial(nextTrialAt, trial.done() + 1, null));
  }

  /** The same gate after a trial that proved nothing. */
  public ClosedGate tryAgainAt(Instant nextTrialAt) {
    return with(cause, new Trial(nextTrialAt, trial.done(), null));
  }

  private ClosedGate with(String newCause, Trial newTrial) {
    return new ClosedGate(gate, newCause, shutAt, newTrial);
  }

  /** Whether one job may try now; only for gates that trials open. */
  public boolean isDue(Instant now) {
    return trial.at() != null && !trial.at().isAfter(now);
  }

  public boolean isTriedBy(String jobId) {
    return jobId.equals(trial.job());
  }

  /** Whether it was found shut again after the wait that followed its closing. */
  public boolean outlastedATrial() {
    return trial.done() > 0;
  }
}
