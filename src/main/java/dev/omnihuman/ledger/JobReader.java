package dev.omnihuman.ledger;

import dev.omnihuman.job.Attempt;
import dev.omnihuman.job.ClosedGate;
import dev.omnihuman.job.Durations;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the ledger can be asked. All methods throw {@link LedgerException} when it cannot answer.
 */
public interface JobReader {

  /** How many characters of an id may stand for it, if they are enough to tell it. */
  int SHORTEST_ID = 4;

  Optional<Job> find(String id);

  /** Which of these names in {@code working/} belong to open jobs. */
  Set<String> openManifests(List<String> manifestFiles);

  /** The open job whose manifest has this name in {@code working/}, or else the latest one. */
  Optional<Job> findByManifest(String manifestFile);

  /**
   * Whether a job, open or ended, ever came from a sub-folder.
   *
   * @param folder its name beneath {@code working/}, with its last {@code /}
   */
  boolean knowsFolder(String folder);

  /** Whether a job, open or ended, ever had this content. */
  boolean knowsContent(String contentHash);

  List<Attempt> attempts(String jobId);

  /** Whether the attempt of a job with this number was begun by this intent. */
  boolean isBegunBy(String jobId, int attempt, String intent);

  List<JobEvent> events(String jobId);

  List<ClosedGate> closedGates();

  /** Those that share the ledger; empty where there can be one alone. */
  List<NodeLedger.Node> nodeList();

  /** How many jobs each of them works on at the moment; those that work on none are left out. */
  Map<String, Long> jobsInHand();

  /** How many jobs stand in each state; states without a job are left out. */
  Map<JobState, Long> countByState();

  /**
   * Some of the jobs that are open, or ended at or after an instant, in the order of their
   * acceptance.
   *
   * @param afterId those that were accepted after this one; empty text: from the first
   */
  List<Job> openOrEndedSince(Instant start, String afterId, int limit);

  /** How the same jobs stand, in numbers. */
  Standing standing(Instant start);

  /** The open jobs by state; states without one are left out. */
  Map<JobState, OpenJobs> openByState();

  /**
   * Some jobs of a state, in the order of their acceptance.
   *
   * @param afterId those that were accepted after this one; empty text: from the first
   */
  List<Job> page(JobState state, String afterId, int limit);

  /**
   * The latest jobs in these states, in the order of their acceptance.
   *
   * @param states one at least
   * @param beforeId those that were accepted before this one; empty text: up to the last
   */
  List<ListedJob> latest(Set<JobState> states, String beforeId, int limit);

  /**
   * The jobs that people may mean: those whose id begins with the text, if it is long enough, and
   * those whose name or whose manifest's file it is. The latest first.
   */
  List<Job> called(String text, int limit);

  /**
   * How often a job was accepted by the gateway and ended in ERROR, since people last retried it.
   */
  int resubmitsAfterError(String jobId);

  /** How often the links to a job's finished files died, since people last retried it. */
  int linkDeaths(String jobId);

  /**
   * Whether the gateway had finished the latest attempt of a job before: it was READY, or it had
   * ended and was asked about again.
   */
  boolean wasFinished(String jobId);

  /** The latest job that the gateway knows by this id. */
  Optional<Job> findByRequestId(String requestId);

  /**
   * How long the latest jobs of a resolution took.
   *
   * @param resolution null: of manifests that name none
   */
  Durations durations(@Nullable String resolution);

  /** The jobs of a state, in the order of their acceptance. */
  List<Job> inState(JobState state);
}
