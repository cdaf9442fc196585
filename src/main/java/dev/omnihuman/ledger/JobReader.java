package dev.omnihuman.ledger;

import dev.omnihuman.job.Attempt;
import dev.omnihuman.job.ClosedGate;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the ledger can be asked. All methods throw {@link LedgerException} when it cannot answer.
 */
public interface JobReader {

  Optional<Job> find(String id);

  /** The latest job whose manifest had this name in {@code working/}. */
  Optional<Job> findByManifest(String manifestFile);

  List<Attempt> attempts(String jobId);

  List<JobEvent> events(String jobId);

  List<ClosedGate> closedGates();

  /** How many jobs stand in each state; states without a job are left out. */
  Map<JobState, Long> countByState();

  /** The jobs that ended at or after an instant, in the order of their acceptance. */
  List<Job> finishedSince(Instant start);

  /** The jobs of a state, in the order of their acceptance. */
  List<Job> inState(JobState state);
}
