package dev.omnihuman.report;

import dev.omnihuman.intake.DroppedFiles;
import dev.omnihuman.intake.DroppedFiles.Fate;
import dev.omnihuman.job.FailureReason;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import dev.omnihuman.job.Price;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Adds up a batch, job by job. */
final class Tally {

  private final Price price;
  private final Map<JobState, Long> states = new EnumMap<>(JobState.class);
  private final Map<FailureReason, Long> reasons = new EnumMap<>(FailureReason.class);
  private BigDecimal seconds = BigDecimal.ZERO;
  private long measured;
  private long charges;
  private long perhaps;
  private BigDecimal sure = BigDecimal.ZERO;
  private long unmeasuredCharges;

  Tally(Price price) {
    this.price = price;
  }

  /**
   * @param playing how many seconds its videos play; null if nobody can tell
   * @return what was surely charged for it; null without a price, or if nobody can tell
   */
  @Nullable BigDecimal add(Job job, Charges charged, @Nullable BigDecimal playing) {
    states.merge(job.state(), 1L, Long::sum);
    if (job.ending().reason() != null) {
      reasons.merge(job.ending().reason(), 1L, Long::sum);
    }
    if (playing != null) {
      seconds = seconds.add(playing);
      measured++;
    }
    charges += charged.sure();
    perhaps += charged.perhaps();
    if (!price.isSet()) {
      return null;
    }
    BigDecimal cost = price.of(playing).multiply(BigDecimal.valueOf(charged.sure()));
    sure = sure.add(cost);
    boolean guessed = price.dependsOnLength() && playing == null && charged.sure() > 0;
    if (guessed) {
      unmeasuredCharges += charged.sure();
    }
    return guessed ? null : cost;
  }

  private long in(JobState... some) {
    long sum = 0;
    for (JobState state : some) {
      sum += states.getOrDefault(state, 0L);
    }
    return sum;
  }

  Totals totals(DroppedFiles dropped) {
    long delivered = in(JobState.DELIVERED);
    return new Totals(
        new Totals.Jobs(
            delivered,
            in(JobState.FAILED),
            in(JobState.ABANDONED),
            in(JobState.IN_DOUBT),
            in(JobState.ACCEPTED, JobState.SUBMITTING, JobState.SUBMITTED, JobState.READY)),
        reasons,
        new Totals.Dropped(
            dropped.count(Fate.REJECTED),
            dropped.count(Fate.DUPLICATE),
            dropped.count(Fate.NEEDS_FORCE)),
        seconds,
        delivered - measured,
        new Bill(price, charges, perhaps, sure, unmeasuredCharges, perhapsMore()));
  }

  /** As long as the others of this batch, as far as anybody can tell. */
  private @Nullable BigDecimal perhapsMore() {
    if (!price.isSet() || price.dependsOnLength() && measured == 0 && perhaps > 0) {
      return null;
    }
    BigDecimal mean =
        measured == 0
            ? BigDecimal.ZERO
            : seconds.divide(BigDecimal.valueOf(measured), 3, RoundingMode.HALF_UP);
    return price.of(mean).multiply(BigDecimal.valueOf(perhaps));
  }
}
