package dev.omnihuman.ledger;

import dev.omnihuman.job.JobState;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How jobs stand, in numbers.
 *
 * @param counts how many stand in each state; states without a job are left out
 * @param lastExpectedAt when the gateway is expected to have finished the last of those that it
 *     works on; null if it works on none, or while nobody can tell
 */
public record Standing(Map<JobState, Long> counts, @Nullable Instant lastExpectedAt) {

  public Standing {
    counts = Map.copyOf(counts);
  }

  /** How many stand in one of these states. */
  public long in(JobState... states) {
    long sum = 0;
    for (JobState state : states) {
      sum += counts.getOrDefault(state, 0L);
    }
    return sum;
  }

  public long all() {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }
}
