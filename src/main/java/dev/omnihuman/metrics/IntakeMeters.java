package dev.omnihuman.metrics;

import dev.omnihuman.intake.Rejections;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;

/** What came of the files in the inbox. */
final class IntakeMeters {

  private static final String MANIFESTS = "omnihuman.intake.manifests";
  private static final String MEANING = "Manifests by what became of them.";

  private IntakeMeters() {}

  /** Of those that the ledger is told of. */
  static Counter manifests(MeterRegistry registry, String outcome) {
    return Counter.builder(MANIFESTS)
        .description(MEANING)
        .tag("outcome", outcome)
        .register(registry);
  }

  /** Of those that never become a job. */
  static void watch(MeterRegistry registry, Rejections rejections) {
    FunctionCounter.builder(MANIFESTS, rejections, Rejections::count)
        .description(MEANING)
        .tag("outcome", "rejected")
        .register(registry);
  }
}
