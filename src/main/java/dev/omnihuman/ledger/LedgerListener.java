package dev.omnihuman.ledger;

import dev.omnihuman.job.Job;
import dev.omnihuman.job.Move;
import java.time.Duration;
import java.time.Instant;

/**
 * Is told of what the ledger has stored, after it is stored, in the thread that stored it: it must
 * be quick. What it throws is logged and changes nothing.
 */
public interface LedgerListener {

  /** Wants to be told of nothing. */
  LedgerListener NONE = new LedgerListener() {};

  /** What became of one manifest. */
  default void accepted(Acceptance acceptance) {}

  /** One step of a job. */
  default void moved(Move move) {}

  /**
   * A submitted job was leased, to be asked about.
   *
   * @param dueAt when it had become due
   */
  default void claimedToCheck(Job job, Instant dueAt) {}

  /**
   * Steps that shared one commit.
   *
   * @param took from the wish for the database to the end of the commit
   */
  default void committed(int steps, Duration took) {}
}
