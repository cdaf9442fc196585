package dev.omnihuman.ledger;

import com.github.f4b6a3.ulid.UlidCreator;
import dev.omnihuman.job.Attempt.Answer;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.Move;
import dev.omnihuman.job.SubmitOutcome;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether money may be spent. When the answer to a paid call cannot be stored, it is kept in an
 * {@linkplain OrphanNotes orphan note}, and nothing more is spent until the ledger has it.
 */
public final class Spending {

  private static final Logger LOG = LoggerFactory.getLogger(Spending.class);

  /** Nothing may be spent, because what was spent last is not in the ledger. */
  public static final class StoppedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private StoppedException() {
      super("no submit: an answer that may have cost money is not in the ledger yet");
    }
  }

  private final JobLedger ledger;
  private final OrphanNotes notes;
  private volatile boolean stopped;

  public Spending(JobLedger ledger, OrphanNotes notes) {
    this.ledger = ledger;
    this.notes = notes;
  }

  /** Whether an answer is not in the ledger yet. */
  boolean isStopped() {
    return stopped;
  }

  /**
   * @throws StoppedException if nothing may be spent now
   */
  public void check() {
    if (stopped) {
      throw new StoppedException();
    }
  }

  /**
   * Stores the intent to make a paid call. If nobody knows whether it was stored, a note says that
   * the call was not made, so that the job need not be in doubt.
   *
   * @param tokenHash of the token with which the gateway may call back; null if it may not
   * @throws StoppedException if nothing may be spent now
   * @throws LedgerException if the call must not be made
   */
  public Job begin(Move move, @Nullable String tokenHash, Instant now) {
    check();
    String id = UlidCreator.getUlid().toString().toLowerCase(Locale.ROOT);
    try {
      return ledger.move(move.intending(new Move.Intent(id, tokenHash)));
    } catch (UnclearCommitException e) {
      Answer notMade =
          new Answer(
              now,
              SubmitOutcome.NOT_SENT,
              "the ledger could not store that it was to be submitted",
              null);
      keepUnmade(move.after().stored(), notMade, id);
      throw e;
    }
  }

  private synchronized void keepUnmade(Job begun, Answer notMade, String intent) {
    stopped = true;
    notes.keepUnmade(begun, notMade, intent);
  }

  /** Stores how an attempt ended; see {@link JobLedger#settle}. */
  public Job settle(Job begun, Answer answer, @Nullable String requestId) {
    try {
      return ledger.settle(begun, answer, requestId);
    } catch (StaleJobException e) {
      if (requestId != null) {
        // Nothing waits for it any more, but it may be paid for: the note tells people.
        notes.keep(begun, answer, requestId);
      }
      throw e;
    } catch (LedgerException e) {
      stopped = true; // at once, whoever holds the lock
      LOG.error(
          "job {}: the answer could not be stored, all submits stop: {}, request id {}",
          begun.label(),
          answer.outcome(),
          requestId,
          // That its server is away is told elsewhere, and no fault to look for here.
          e instanceof LedgerAwayException ? null : e);
      keep(begun, answer, requestId);
      throw e;
    }
  }

  /** A replay sees both or neither: else it would find no note, and let submits go on. */
  private synchronized void keep(Job begun, Answer answer, @Nullable String requestId) {
    stopped = true;
    notes.keep(begun, answer, requestId);
  }

  /**
   * Tells the ledger what the notes keep, and lets submits go on when it has everything. To be
   * called at the start, and now and then.
   *
   * @return the jobs that were settled by this, whose manifests are still to be filed
   */
  public synchronized List<Job> replay() throws IOException {
    List<Job> settled = new ArrayList<>();
    boolean wasStopped = stopped;
    stopped = !notes.replay(ledger, settled::add);
    if (wasStopped && !stopped) {
      LOG.info("the ledger has every answer; submits go on");
    }
    return settled;
  }
}
