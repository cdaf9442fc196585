package dev.omnihuman.ledger;

import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * All jobs as people watch them. Every answer costs about the same whether the ledger holds a
 * thousand jobs or a million, and none makes a writer wait.
 */
public interface JobBoard extends JobReader {

  /**
   * The newest jobs in these states, the newest first.
   *
   * @param states one at least
   * @param beforeId those that were accepted before this one; empty text: from the newest
   */
  List<ListedJob> newest(Set<JobState> states, String beforeId, int limit);

  /** Jobs that a text may mean, from one stretch of the ledger; see {@link FoundJobs}. */
  FoundJobs search(Wanted wanted);

  /** Sums over all jobs; they may be older than the latest change by a little. */
  Totals totals();

  /** The open job that was accepted first, as the {@link #totals} know it. */
  Optional<Job> oldestOpen();

  /** What happened within a span of time; it may be older than the latest change by a little. */
  Chart chart(Chart.Span span);

  /**
   * Grows whenever another answer may be given than before: with each change of a job or gate, and
   * once more when an answer that was a little old can be given anew. It goes on growing from one
   * run of the program to the next.
   */
  long revision();
}
