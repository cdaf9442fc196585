package dev.omnihuman.job;

import java.util.List;

/**
 * What people have chosen about the paid call.
 *
 * @param concurrency how many submits may be under way at once
 * @param breakerThreshold doubtful answers in a row that shut the gate {@link Gate#OUTAGE}; 0:
 *     never
 * @param onDoubt what follows when nobody knows whether a job was accepted
 * @param failWithoutBalance whether a job fails, instead of waiting, when the wallet is empty
 * @param caps how many submits are allowed in a time
 */
public record SubmitRules(
    int concurrency, int breakerThreshold, OnDoubt onDoubt, boolean failWithoutBalance, Caps caps) {

  /** What follows when nobody knows whether a job was accepted. */
  public enum OnDoubt {
    /** It waits for its callback or for a person. */
    HOLD,
    /** It is submitted once more, at the risk of paying twice; a second doubt is held. */
    RESUBMIT_ONCE,
    /** It fails. */
    FAIL
  }

  /**
   * How many submits that were or may have been charged are allowed within a time.
   *
   * @param perHour within 60 minutes; 0: no cap
   * @param perDay within 24 hours; 0: no cap
   */
  public record Caps(int perHour, int perDay) {

    public static final Caps NONE = new Caps(0, 0);
  }

  public static final SubmitRules DEFAULT = new SubmitRules(4, 3, OnDoubt.HOLD, false, Caps.NONE);

  /**
   * The state that an outcome leads to, with the settings heeded.
   *
   * @param earlier the job's attempts before this one
   */
  public JobState next(SubmitOutcome outcome, List<Attempt> earlier) {
    return switch (outcome.next()) {
      case IN_DOUBT -> afterDoubt(earlier);
      case ACCEPTED -> mayTryAgain(outcome, earlier) ? JobState.ACCEPTED : JobState.FAILED;
      default -> outcome.next();
    };
  }

  private JobState afterDoubt(List<Attempt> earlier) {
    return switch (onDoubt) {
      case HOLD -> JobState.IN_DOUBT;
      case FAIL -> JobState.FAILED;
      case RESUBMIT_ONCE ->
          earlier.stream().anyMatch(Attempt::isInDoubt) ? JobState.IN_DOUBT : JobState.ACCEPTED;
    };
  }

  private boolean mayTryAgain(SubmitOutcome outcome, List<Attempt> earlier) {
    return switch (outcome) {
      case NO_BALANCE -> !failWithoutBalance;
      // "Too early" is believed once.
      case TOO_EARLY -> earlier.stream().noneMatch(attempt -> attempt.endedIn(outcome));
      default -> true;
    };
  }

  /** Whether this outcome needs the job's earlier attempts to decide. */
  public boolean looksBack(SubmitOutcome outcome) {
    return outcome == SubmitOutcome.TOO_EARLY
        || outcome.isDoubtful() && onDoubt == OnDoubt.RESUBMIT_ONCE;
  }
}
