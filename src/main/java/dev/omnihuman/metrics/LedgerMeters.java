package dev.omnihuman.metrics;

import dev.omnihuman.health.Sampled;
import dev.omnihuman.job.ClosedGate;
import dev.omnihuman.job.Durations;
import dev.omnihuman.job.Gate;
import dev.omnihuman.job.JobState;
import dev.omnihuman.ledger.JobBoard;
import dev.omnihuman.ledger.JobReader;
import dev.omnihuman.ledger.OpenJobs;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * What the ledger holds. It is asked when somebody wants to know, over a connection of its own, and
 * what was read is good for some seconds. Before the first answer there is no number (NaN).
 */
final class LedgerMeters {

  private static final Duration GOOD_FOR = Duration.ofSeconds(2);

  /** The tag quantile is Prometheus' own, for summaries. */
  private static final List<Integer> PERCENTILES = List.of(50, 90);

  /** Those that a manifest may name; and that of manifests that name none. */
  private static final List<String> RESOLUTIONS = List.of("480p", "720p", "1080p", "default");

  /** What costs no more in a large ledger. */
  private record Open(
      Map<JobState, OpenJobs> jobs, List<ClosedGate> gates, Map<String, Durations> durations) {

    static Open read(JobReader ledger) {
      Map<String, Durations> durations = new HashMap<>();
      for (String resolution : RESOLUTIONS) {
        String asked = resolution.equals("default") ? null : resolution;
        durations.put(resolution, ledger.durations(asked));
      }
      return new Open(ledger.openByState(), ledger.closedGates(), durations);
    }

    @Nullable Instant shutAt(Gate gate) {
      return gates.stream()
          .filter(shut -> shut.gate() == gate)
          .map(ClosedGate::shutAt)
          .findFirst()
          .orElse(null);
    }
  }

  private final Clock clock;
  private final Sampled<Open> open;
  private final Sampled<Map<JobState, Long>> all;

  /**
   * @param openJobs for what costs no more in a large ledger
   * @param board counts all jobs, for the page too; what is quick does not wait for that
   * @param workers a thread for each of them
   */
  LedgerMeters(JobReader openJobs, JobBoard board, Executor workers, Clock clock) {
    this.clock = clock;
    this.open = new Sampled<>(() -> Open.read(openJobs), GOOD_FOR, workers, clock);
    this.all = new Sampled<>(() -> board.totals().byState(), GOOD_FOR, workers, clock);
  }

  void refresh(Duration patience) {
    open.refresh(patience);
    all.refresh(patience);
  }

  void register(MeterRegistry registry) {
    for (JobState state : JobState.values()) {
      Gauge.builder("omnihuman.jobs", () -> count(state))
          .description("Jobs in the ledger.")
          .tag("state", state.name())
          .register(registry);
      if (!state.isTerminal()) {
        registerOpen(registry, state);
      }
    }
    for (Gate gate : Gate.values()) {
      Gauge.builder("omnihuman.gate.shut", () -> of(read -> read.shutAt(gate) == null ? 0 : 1))
          .description("1: the gate is shut and no job is submitted.")
          .tag("gate", gate.name())
          .register(registry);
      Gauge.builder("omnihuman.gate.shut.age", () -> of(read -> secondsSince(read.shutAt(gate))))
          .description("How long the gate has been shut; 0: it is open.")
          .baseUnit("seconds")
          .tag("gate", gate.name())
          .register(registry);
    }
    for (String resolution : RESOLUTIONS) {
      for (int percentile : PERCENTILES) {
        Gauge.builder(
                "omnihuman.duration.learned",
                () -> of(read -> quantile(read.durations().get(resolution), percentile / 100.0)))
            .description("How long the gateway took for its latest videos; NaN: there are none.")
            .baseUnit("seconds")
            .tag("resolution", resolution)
            .tag("percentile", String.valueOf(percentile))
            .register(registry);
      }
    }
    Gauge.builder("omnihuman.metrics.age", () -> seconds(open.age()))
        .description("How old the numbers are that were read elsewhere; they should be young.")
        .baseUnit("seconds")
        .tag("source", "ledger")
        .register(registry);
  }

  private void registerOpen(MeterRegistry registry, JobState state) {
    Gauge.builder(
            "omnihuman.job.oldest.open.age",
            () -> of(read -> secondsSince(oldest(read.jobs().get(state)))))
        .description("How long ago the oldest open job of a state was accepted; 0: there is none.")
        .baseUnit("seconds")
        .tag("state", state.name())
        .register(registry);
    Gauge.builder(
            "omnihuman.job.overdue", () -> of(read -> secondsSince(due(read.jobs().get(state)))))
        .description("How long the job of a state is due that has waited longest; 0: none is.")
        .baseUnit("seconds")
        .tag("state", state.name())
        .register(registry);
  }

  /** Of open jobs the youngest number; of the others one that may be older in a large ledger. */
  private double count(JobState state) {
    if (state.isTerminal()) {
      return all.get()
          .map(counts -> counts.getOrDefault(state, 0L).doubleValue())
          .orElse(Double.NaN);
    }
    return of(
        read -> {
          OpenJobs jobs = read.jobs().get(state);
          return jobs == null ? 0 : jobs.count();
        });
  }

  private double of(ToDoubleFunction<Open> number) {
    Function<Open, Double> boxed = number::applyAsDouble;
    return open.get().map(boxed).orElse(Double.NaN);
  }

  private static @Nullable Instant oldest(@Nullable OpenJobs jobs) {
    return jobs == null ? null : jobs.oldestAcceptedAt();
  }

  private static @Nullable Instant due(@Nullable OpenJobs jobs) {
    return jobs == null ? null : jobs.earliestDueAt();
  }

  private static double quantile(@Nullable Durations durations, double part) {
    return durations == null || durations.isEmpty()
        ? Double.NaN
        : seconds(durations.quantile(part));
  }

  private double secondsSince(@Nullable Instant at) {
    return at == null ? 0 : Math.max(0, seconds(Duration.between(at, clock.instant())));
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }
}
