package dev.omnihuman.ledger;

import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import java.util.function.IntSupplier;

/**
 * The work that is due, one kind for each tick of a timer. An iterator claims page by page, when
 * the page before is used up, until nothing more is due: a busy tick goes on, an idle one costs one
 * look.
 */
public final class DueJobs {

  /** Claimed jobs wait in memory for a worker; their lease must outlast that wait. */
  private static final int PAGE = 100;

  /**
   * A paid call may last a minute, and what is claimed by one node is kept from the others: only a
   * few times as many as may be under way wait here, and the other jobs in the ledger, for all.
   */
  private static final int SUBMITS_AHEAD = 2;

  /**
   * Downloads are few and long; of a full page the last ones would wait too long for their turn.
   */
  private static final int FETCH_PAGE = 10;

  /** An idle tick lasts this long, so that idling costs next to nothing. */
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

  private final JobLedger ledger;
  private final Spending spending;
  private final BooleanSupplier mayBegin;
  private final BooleanSupplier mayFetch;
  private final Pages pages;
  private volatile boolean stopped;

  /**
   * How much is claimed at once.
   *
   * @param submits how many submits may be under way at once; a few times as many are claimed
   * @param looks how many jobs may be asked about next; asked before each claim
   */
  public record Pages(int submits, IntSupplier looks) {
    private int toSubmit() {
      return Math.min(PAGE, SUBMITS_AHEAD * submits);
    }

    private int toCheck() {
      return Math.min(PAGE, looks.getAsInt());
    }
  }

  /**
   * @param mayBegin whether this node begins work at all; asked before each claim
   * @param mayFetch whether there is room for videos; asked before each claim
   */
  public DueJobs(
      JobLedger ledger,
      Spending spending,
      BooleanSupplier mayBegin,
      BooleanSupplier mayFetch,
      Pages pages) {
    this.ledger = ledger;
    this.spending = spending;
    this.mayBegin = mayBegin;
    this.mayFetch = mayFetch;
    this.pages = pages;
  }

  public Iterator<Job> toSubmit() throws InterruptedException {
    ledger.awaitDue(JobState.ACCEPTED, LONGEST_WAIT);
    if (spending.isStopped()) {
      return Collections.emptyIterator();
    }
    return pages(pages::toSubmit, ledger::claimToSubmit);
  }

  /**
   * Submits whose answer did not come in time: in doubt now, or what people have chosen instead.
   */
  public List<Job> expired() {
    // A submit that looks lost may be the one whose answer lies in a note.
    return spending.isStopped() || stopped ? List.of() : ledger.expireSubmits();
  }

  public Iterator<Job> toCheck() throws InterruptedException {
    ledger.awaitDue(JobState.SUBMITTED, LONGEST_WAIT);
    return pages(pages::toCheck, limit -> ledger.claim(JobState.SUBMITTED, limit));
  }

  /** What callbacks have named, to be confirmed. */
  public List<Lead> leads() throws InterruptedException {
    ledger.awaitDue(JobState.IN_DOUBT, LONGEST_WAIT);
    return stopped || !mayBegin.getAsBoolean() ? List.of() : ledger.callbacks().claimLeads(PAGE);
  }

  public Iterator<Job> toFetch() throws InterruptedException {
    ledger.awaitDue(JobState.READY, LONGEST_WAIT);
    return pages(() -> FETCH_PAGE, this::claimToFetch);
  }

  /** From now on nothing more is handed out. */
  public void stop() {
    stopped = true;
    ledger.stopWaiting();
  }

  private List<Job> claimToFetch(int limit) {
    return mayFetch.getAsBoolean() ? ledger.claim(JobState.READY, limit) : List.of();
  }

  private Iterator<Job> pages(IntSupplier size, IntFunction<List<Job>> claim) {
    return new Iterator<>() {
      private Iterator<Job> page = List.<Job>of().iterator();
      private boolean lastPage;

      @Override
      public boolean hasNext() {
        if (!page.hasNext() && !lastPage) {
          // One that fails is the last one too: Camel's splitter asks once more, and complains.
          lastPage = true;
          int limit = mayBegin.getAsBoolean() ? size.getAsInt() : 0;
          List<Job> claimed = limit > 0 ? claim.apply(limit) : List.of();
          page = claimed.iterator();
          // What comes due from now on waits for the next tick, so that claims stay few and full.
          // Camel's splitter looks again after the end; what it found then, it would throw away.
          lastPage = claimed.isEmpty() || claimed.size() < limit;
        }
        return page.hasNext() && !stopped;
      }

      @Override
      public Job next() {
        if (!page.hasNext()) {
          throw new NoSuchElementException();
        }
        return page.next();
      }
    };
  }
}
