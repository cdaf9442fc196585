package dev.omnihuman.desk;

import dev.omnihuman.job.ClosedGate;
import dev.omnihuman.job.JobState;
import dev.omnihuman.ledger.Totals;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Something that a person should look at.
 *
 * @param kind {@code gate}, {@code in_doubt} or {@code failed}
 * @param words a sentence: what it is, and what can be done
 * @param count how many jobs it concerns
 */
public record Attention(String kind, String words, long count) {

  /** What there is, the most urgent first: what stops all jobs, then what may cost money. */
  public static List<Attention> of(Totals totals, List<ClosedGate> shut, Instant now) {
    List<Attention> all = new ArrayList<>();
    long waiting = totals.of(JobState.ACCEPTED);
    shut.stream()
        .sorted(Comparator.comparing((ClosedGate gate) -> !gate.gate().needsPerson()))
        .forEach(gate -> all.add(new Attention("gate", Gates.line(gate, now), waiting)));
    long doubts = totals.of(JobState.IN_DOUBT);
    if (doubts > 0) {
      all.add(
          new Attention(
              "in_doubt",
              "%s in doubt. %s".formatted(jobs(doubts), JobState.IN_DOUBT.advice()),
              doubts));
    }
    long failed = totals.failedLately();
    if (failed > 0) {
      all.add(
          new Attention(
              "failed",
              "%s failed within %d days. %s"
                  .formatted(
                      failed == 1 ? "One job has" : failed + " jobs have",
                      Totals.LATELY_DAYS,
                      JobState.FAILED.advice()),
              failed));
    }
    return all;
  }

  private static String jobs(long count) {
    return count == 1 ? "One job is" : count + " jobs are";
  }
}
