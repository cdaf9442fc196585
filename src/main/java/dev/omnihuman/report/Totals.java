package dev.omnihuman.report;

import dev.omnihuman.job.FailureReason;
import java.math.BigDecimal;
import java.util.Map;

/**
 * How a batch went, in numbers.
 *
 * @param jobs how the jobs stand
 * @param failedByReason how many failed for each reason, which together are all that failed
 * @param dropped how many files made no job
 * @param seconds of video that were delivered, as far as the videos tell
 * @param unmeasured how many delivered jobs have videos that do not tell
 * @param bill what was charged
 */
public record Totals(
    Jobs jobs,
    Map<FailureReason, Long> failedByReason,
    Dropped dropped,
    BigDecimal seconds,
    long unmeasured,
    Bill bill) {

  public Totals {
    failedByReason = Map.copyOf(failedByReason);
  }

  /**
   * @param notFinished neither ended nor in doubt
   */
  public record Jobs(long delivered, long failed, long abandoned, long inDoubt, long notFinished) {}

  /**
   * @param duplicates asked for a video that is there or on its way: each saved its price
   * @param needsForce asked for another try that may be charged again
   */
  public record Dropped(long rejected, long duplicates, long needsForce) {}

  /** Whether every file became a video, or asked for one that another has. */
  public boolean allDelivered() {
    return jobs.failed()
            + jobs.abandoned()
            + jobs.inDoubt()
            + jobs.notFinished()
            + dropped.rejected()
            + dropped.needsForce()
        == 0;
  }
}
