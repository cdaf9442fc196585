package dev.omnihuman.app;

import dev.omnihuman.job.ClosedGate;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a batch ended.
 *
 * @param finished the jobs that ended during the batch
 * @param held the jobs that wait for a person
 * @param waiting how many jobs are neither ended nor held
 * @param dropped how many files made no job
 * @param shut the gate that stopped the batch
 */
record Summary(
    List<Job> finished, List<Job> held, long waiting, Dropped dropped, Optional<ClosedGate> shut) {

  /**
   * What became of files that made no job.
   *
   * @param rejected never was a job
   * @param duplicates asked for a video that is there or on its way: each saved its price
   * @param refusals asked for another try that might be charged again
   */
  record Dropped(int rejected, int duplicates, int refusals) {}

  static Summary of(Engine engine, Instant start, Optional<ClosedGate> shut) {
    Map<JobState, Long> jobs = engine.ledger().countByState();
    long waiting =
        jobs.entrySet().stream()
            .filter(entry -> !entry.getKey().isTerminal() && !entry.getKey().isHeld())
            .mapToLong(Map.Entry::getValue)
            .sum();
    return new Summary(
        engine.ledger().finishedSince(start),
        engine.ledger().inState(JobState.IN_DOUBT),
        waiting,
        new Dropped(engine.rejected(), engine.inbox().duplicates(), engine.inbox().refusals()),
        shut);
  }

  int exitCode() {
    if (shut.isPresent()) {
      return ExitCode.GATE_SHUT;
    }
    boolean all =
        delivered() == finished.size()
            && held.isEmpty()
            && waiting + dropped.rejected() + dropped.refusals() == 0;
    return all ? ExitCode.OK : ExitCode.NOT_ALL_DELIVERED;
  }

  private long delivered() {
    return finished.stream().filter(job -> job.state() == JobState.DELIVERED).count();
  }

  void print(PrintWriter out) {
    out.printf(
        "%d delivered, %d failed, %d in doubt, %d rejected, %d not finished%n",
        delivered(), finished.size() - delivered(), held.size(), dropped.rejected(), waiting);
    if (dropped.duplicates() > 0) {
      out.printf(
          "%d duplicates were not submitted: that many charges saved%n", dropped.duplicates());
    }
    if (dropped.refusals() > 0) {
      out.printf(
          "%d lie in failed/ again: another try may be charged and needs \"force\": true%n",
          dropped.refusals());
    }
    finished.stream()
        .filter(job -> job.state() != JobState.DELIVERED)
        .forEach(job -> out.printf("  failed    %s: %s%n", job.label(), why(job)));
    held.forEach(job -> out.printf("  in doubt  %s: %s%n", job.label(), why(job)));
    shut.ifPresent(
        gate -> out.printf("  stopped   %s gate is shut: %s%n", gate.gate(), gate.cause()));
    out.flush();
  }

  private static String why(Job job) {
    String reason = job.ending().reason() == null ? "" : job.ending().reason() + ": ";
    return reason + job.ending().words();
  }
}
