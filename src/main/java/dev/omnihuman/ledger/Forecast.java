package dev.omnihuman.ledger;

import dev.omnihuman.job.Job;
import dev.omnihuman.job.Manifest;
import java.util.List;
import java.util.function.Function;

/**
 * Tells what would become of manifests if they were accepted now, by the rules of {@link
 * JobLedger#accept}, and changes nothing. It remembers what it told: manifests of later calls are
 * compared with those of earlier ones, too.
 */
public final class Forecast {

  private final Decisions decisions;
  private final Function<List<String>, List<Job>> jobsOf;

  Forecast(LedgerRules rules, Function<List<String>, List<Job>> jobsOf) {
    this.decisions =
        new Decisions(rules.clock().instant(), rules.dedupeWindow(), rules.outputName());
    this.jobsOf = jobsOf;
  }

  /** Where no ledger is yet: manifests are compared with each other alone. */
  public static Forecast withoutLedger(LedgerRules rules) {
    return new Forecast(rules, hashes -> List.of());
  }

  /**
   * What would become of each, in their order; some hundreds at once are best.
   *
   * @throws LedgerException if the ledger cannot answer
   */
  public List<Acceptance> of(List<Manifest> manifests) {
    return decisions.on(manifests, jobsOf).stream().map(Decisions.Decision::foreseen).toList();
  }
}
