package dev.omnihuman.desk;

import dev.omnihuman.job.Attempt;
import dev.omnihuman.job.ClosedGate;
import dev.omnihuman.job.Durations;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import dev.omnihuman.ledger.JobEvent;
import dev.omnihuman.ledger.JobReader;
import dev.omnihuman.ledger.ListedJob;
import java.time.Instant;
import java.util.List;

/**
 * Everything that the ledger knows of one job.
 *
 * @param gates the shut ones, if the job waits behind them
 * @param pace how long jobs like it take at the gateway
 * @param acts what a person can do to it now
 */
public record WholeJob(
    ListedJob listed,
    List<Attempt> attempts,
    List<JobEvent> events,
    List<ClosedGate> gates,
    Durations pace,
    List<PossibleAct> acts) {

  public WholeJob {
    attempts = List.copyOf(attempts);
    events = List.copyOf(events);
    gates = List.copyOf(gates);
    acts = List.copyOf(acts);
  }

  public static WholeJob read(JobReader ledger, Job job, Instant now) {
    List<JobEvent> events = ledger.events(job.id());
    return new WholeJob(
        new ListedJob(job, events.get(events.size() - 1).at()),
        ledger.attempts(job.id()),
        events,
        // Only submits stop at gates.
        job.state() == JobState.ACCEPTED ? ledger.closedGates() : List.of(),
        job.state() == JobState.SUBMITTED
            ? ledger.durations(job.manifest().request().resolution())
            : Durations.NONE,
        new Rulings(ledger).possible(job, now));
  }

  public Job job() {
    return listed.job();
  }
}
