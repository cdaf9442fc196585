package dev.omnihuman.ledger;

import dev.omnihuman.job.Job;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The processes that share a ledger. Where there can be one alone, the list stays empty. */
public interface NodeLedger {

  /**
   * One of them.
   *
   * @param home the name of its home
   * @param site the folders of its manifests
   * @param beatAt its last sign of life
   * @param drainedAt since when it begins nothing more; null: it works
   * @param cause why, if it does not
   */
  record Node(
      String name,
      String home,
      String site,
      Instant startedAt,
      Instant beatAt,
      @Nullable Instant drainedAt,
      @Nullable String cause) {}

  /**
   * For a node that starts: takes its place, and what a process before it in the same home has
   * held.
   *
   * @param home the name of its home, in which no other process works
   * @return its jobs that are {@link dev.omnihuman.job.JobState#IN_DOUBT} now
   * @throws LedgerException if a living node of the same name works from another home
   */
  List<Job> join(String home, Duration lease);

  /**
   * A sign of life.
   *
   * @return false if the others took this one for dead meanwhile, and have its work: it has joined
   *     again
   */
  boolean beat(String home);

  /**
   * Frees what nodes have held that gave no sign of life for so long.
   *
   * @param all as they were just found
   * @return their jobs that are {@link dev.omnihuman.job.JobState#IN_DOUBT} now
   */
  List<Job> takeOverFromDead(List<Node> all, Duration lease);

  /**
   * For a step of this node that has ended without a word in the ledger, because that did not
   * answer: nobody works on its job any more, though it is leased. Nothing is asked now; see {@link
   * #freeBroken}.
   *
   * @param job as the step had it
   */
  void broken(Job job);

  /**
   * Makes the jobs of {@link #broken} steps due at once, those of which nobody knows more by now. A
   * submit under way is none of them: it is in doubt, unless its answer is found.
   *
   * @return how many
   */
  int freeBroken();

  /** For a node that stops, when it holds nothing more. */
  void leave();

  List<Node> all();

  /**
   * From now on a node begins nothing; what it has begun it finishes.
   *
   * @return false if there is none of this name
   */
  boolean drain(String name, String cause);

  /**
   * @return false if there is none of this name
   */
  boolean resume(String name);

  /** The database's own time, where it keeps the time for all; empty where this process does. */
  Optional<Instant> now();
}
