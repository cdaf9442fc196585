package dev.omnihuman.ledger;

import dev.omnihuman.job.JobState;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Sums over all jobs.
 *
 * @param byState states without a job are left out
 * @param failedLately how many jobs failed within {@link #LATELY_DAYS} days and are failed still
 * @param oldestOpen id of the open job that was accepted first; null if none is open
 */
public record Totals(
    Map<JobState, Long> byState, long failedLately, Charges charges, @Nullable String oldestOpen) {

  /** Who looks once a week sees what failed. */
  public static final int LATELY_DAYS = 7;

  public Totals {
    byState = Map.copyOf(byState);
  }

  /**
   * How many submits were charged, by when they began.
   *
   * @param unclearLastDay of which nobody knows whether they were charged
   */
  public record Charges(long lastHour, long lastDay, long unclearLastDay) {}

  public long of(JobState state) {
    return byState.getOrDefault(state, 0L);
  }
}
