package dev.omnihuman.metrics;

import dev.omnihuman.job.Attempt.Answer;
import dev.omnihuman.job.Charged;
import dev.omnihuman.job.FailureReason;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import dev.omnihuman.job.Move;
import dev.omnihuman.job.SubmitOutcome;
import dev.omnihuman.ledger.Acceptance;
import dev.omnihuman.ledger.LedgerListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What happened to jobs since the start of the process. Every counter is there from the start,
 * because the first step from "not there" to 1 is invisible to whoever looks at increases.
 */
final class JobMeters implements LedgerListener {

  /** Of {@code omnihuman.intake.manifests}; what was rejected never got to the ledger. */
  private static final List<String> ACCEPTANCES =
      List.of("new_job", "reopened", "duplicate", "needs_force", "known");

  private record Transition(JobState from, JobState to) {}

  private record Failure(FailureReason reason, Charged charged) {}

  private final PollLag lag;
  private final Map<Transition, Counter> transitions = new HashMap<>();
  private final Map<SubmitOutcome, Counter> answers = new EnumMap<>(SubmitOutcome.class);
  private final Map<Failure, Counter> failures = new HashMap<>();
  private final Map<String, Counter> acceptances = new HashMap<>();
  private final Timer gatewayTime;
  private final Timer deliveryTime;
  private final Timer commitTime;
  private final DistributionSummary commitSteps;

  JobMeters(MeterRegistry registry, PollLag lag) {
    this.lag = lag;
    for (JobState from : JobState.values()) {
      for (JobState to : JobState.values()) {
        if (from.canBecome(to)) {
          transitions.put(
              new Transition(from, to),
              Counter.builder("omnihuman.job.transitions")
                  .description(
                      "Changes of jobs' states; omnihuman.intake.manifests tells of new and reopened jobs.")
                  .tag("from", from.name())
                  .tag("to", to.name())
                  .register(registry));
        }
      }
    }
    for (SubmitOutcome outcome : SubmitOutcome.values()) {
      answers.put(
          outcome,
          Counter.builder("omnihuman.submit.answers")
              .description("How submits ended, and whether that is charged.")
              .tag("outcome", Names.tag(outcome))
              .tag("charged", Names.tag(outcome.charged()))
              .register(registry));
    }
    for (FailureReason reason : FailureReason.values()) {
      for (Charged charged : Charged.values()) {
        failures.put(
            new Failure(reason, charged),
            Counter.builder("omnihuman.jobs.failed")
                .description("Jobs that ended badly, and whether any of their submits was charged.")
                .tag("reason", reason.name())
                .tag("charged", Names.tag(charged))
                .register(registry));
      }
    }
    for (String outcome : ACCEPTANCES) {
      acceptances.put(outcome, IntakeMeters.manifests(registry, outcome));
    }
    gatewayTime =
        Timer.builder("omnihuman.job.gateway.time")
            .description("From the submit's answer to the end of the video at the gateway.")
            .serviceLevelObjectives(Names.jobs())
            .register(registry);
    deliveryTime =
        Timer.builder("omnihuman.job.delivery.time")
            .description("From a manifest's acceptance to its video in the outbox.")
            .serviceLevelObjectives(Names.jobs())
            .register(registry);
    commitTime =
        Timer.builder("omnihuman.ledger.commit")
            .description("Commits of jobs' steps, the wait for the database included.")
            .serviceLevelObjectives(Names.commits())
            .register(registry);
    commitSteps =
        DistributionSummary.builder("omnihuman.ledger.commit.steps")
            .description("How many steps shared a commit.")
            .register(registry);
  }

  @Override
  public void accepted(Acceptance acceptance) {
    count(acceptances.get(outcome(acceptance)));
  }

  private static String outcome(Acceptance acceptance) {
    if (acceptance instanceof Acceptance.NewJob) {
      return "new_job";
    }
    if (acceptance instanceof Acceptance.Reopened) {
      return "reopened";
    }
    if (acceptance instanceof Acceptance.Duplicate) {
      return "duplicate";
    }
    return acceptance instanceof Acceptance.NeedsForce ? "needs_force" : "known";
  }

  @Override
  public void moved(Move move) {
    Job job = move.after();
    Answer answer = move.answer();
    if (answer != null) {
      count(answers.get(answer.outcome()));
    }
    if (move.took() != null) {
      gatewayTime.record(move.took());
    }
    if (!move.changesState()) {
      return;
    }
    count(transitions.get(new Transition(move.before().state(), job.state())));
    FailureReason reason = job.ending().reason();
    if (job.state() == JobState.FAILED && reason != null) {
      count(failures.get(new Failure(reason, job.ending().chargedInAll())));
    }
    Instant finishedAt = job.times().finishedAt();
    if (job.state() == JobState.DELIVERED && finishedAt != null) {
      Duration took = Duration.between(job.times().acceptedAt(), finishedAt);
      deliveryTime.record(took.isNegative() ? Duration.ZERO : took);
    }
  }

  @Override
  public void claimedToCheck(Job job, Instant dueAt) {
    lag.claimed(job.requestId(), dueAt);
  }

  @Override
  public void committed(int steps, Duration took) {
    commitTime.record(took);
    commitSteps.record(steps);
  }

  private static void count(@Nullable Counter counter) {
    Objects.requireNonNull(counter, "every value has its counter").increment();
  }
}
