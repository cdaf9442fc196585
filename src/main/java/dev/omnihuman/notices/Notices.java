package dev.omnihuman.notices;

import dev.omnihuman.job.Backoff;
import dev.omnihuman.job.Transport;
import dev.omnihuman.ledger.Notice;
import dev.omnihuman.ledger.NoticeLedger;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.camel.Variable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the ledger has to tell one receiver: hands it out, and stores what became of it. What is not
 * taken is tried again, for 7 days: nobody but a person may say that nobody wants to know.
 */
public abstract class Notices {

  private static final Logger LOG = LoggerFactory.getLogger(Notices.class);

  /** A notice that was not taken for so long is given up. */
  static final Duration LONGEST = Duration.ofDays(7);

  private static final Duration TOLD_EVERY = Duration.ofHours(1);
  private static final Duration TIDIED_EVERY = Duration.ofHours(1);

  private final Transport to;
  private final NoticeLedger ledger;
  private final Clock clock;
  private final Receiver receiver;
  private final Envelope envelope;
  private final int page;
  private final Backoff again = Receiver.jittered();
  private volatile boolean stopped;
  private Instant toldAt = Instant.MIN;

  /** When to look next for what is too old; none of it is sent before the first look. */
  private Instant tidyAt = Instant.MIN;

  /**
   * @param page how many are claimed at once. Few: one that waits for its turn must not outlive its
   *     lease
   */
  Notices(Transport to, NoticeLedger ledger, Clock clock, Receiver receiver, int page) {
    this.page = page;
    this.to = to;
    this.ledger = ledger;
    this.clock = clock;
    this.receiver = receiver;
    this.envelope = Envelope.of(ledger.source());
  }

  /** What is to be sent now, claimed page by page. */
  public Iterator<Notice> due() {
    return new Iterator<>() {
      private Iterator<Notice> claimed = List.<Notice>of().iterator();
      private boolean lastPage;

      @Override
      public boolean hasNext() {
        if (!claimed.hasNext() && !lastPage && !stopped) {
          giveUpOld();
          int limit = receiver.takes(page);
          List<Notice> next = ledger.claim(to, limit);
          if (limit > 0 && next.isEmpty()) {
            receiver.nothingSent();
          }
          claimed = next.iterator();
          lastPage = next.size() < page;
        }
        return claimed.hasNext() && !stopped;
      }

      @Override
      public Notice next() {
        if (!claimed.hasNext()) {
          throw new NoSuchElementException();
        }
        return claimed.next();
      }
    };
  }

  /** The event as it goes on the wire: JSON. */
  public byte[] body(@Variable("notice") Notice notice) {
    return envelope.around(notice);
  }

  Clock clock() {
    return clock;
  }

  /** The receiver has it. */
  void taken(Notice notice) {
    ledger.taken(notice);
    if (receiver.isWell()) {
      tellOfRecovery();
    }
    wakeWaiting();
  }

  /** Others are not kept waiting for a notice that the receiver does not like. */
  void refused(Notice notice, String why) {
    Instant now = clock.instant();
    if (isTooOld(notice, now)) {
      LOG.warn(
          "{}: notice {} ({}) is given up after 7 days: {}", to, notice.id(), notice.topic(), why);
      ledger.giveUp(notice);
      wakeWaiting();
      return;
    }
    Instant next = now.plus(again.delay(notice.claim().tries()));
    if (notice.claim().tries() == 0) {
      LOG.warn(
          "{}: notice {} ({}) is not taken: {}; it is sent again and again for 7 days, the next time at"
              + " {}; what happens to its subject later waits for it",
          to,
          notice.id(),
          notice.topic(),
          why,
          next);
    }
    ledger.later(notice, next);
  }

  /**
   * The receiver takes nothing now, or nobody knows whether it has it.
   *
   * @param asked how long it asks us to wait; zero: it does not say
   */
  void notTaken(Notice notice, String why, Duration asked) {
    if (stopped) {
      return; // broken off by us, which is nobody's fault; it is sent after the next start
    }
    Instant now = clock.instant();
    Instant next = receiver.isUnwell(asked);
    ledger.later(notice, next);
    tell(why, now, next);
  }

  /** Also what was written while there was a receiver, and has waited since there was none. */
  private void giveUpOld() {
    Instant now = clock.instant();
    if (now.isBefore(tidyAt)) {
      return;
    }
    tidyAt = now.plus(TIDIED_EVERY);
    int given = ledger.giveUpBefore(now.minus(LONGEST));
    if (given > 0) {
      LOG.warn("{} notices that are older than 7 days are given up", given);
      wakeWaiting();
    }
  }

  private synchronized void tell(String why, Instant now, Instant next) {
    if (!now.isBefore(toldAt)) {
      toldAt = now.plus(TOLD_EVERY);
      LOG.warn(
          "notices are not taken: {}; {} wait in the ledger for {}; tried again at {}, and then at"
              + " most 5 min apart",
          why,
          ledger.waiting(to),
          to,
          next);
    }
  }

  private synchronized void tellOfRecovery() {
    toldAt = Instant.MIN;
    LOG.info("{}: notices are taken again; {} wait", to, ledger.waiting(to));
  }

  private static boolean isTooOld(Notice notice, Instant now) {
    return notice.at().plus(LONGEST).isBefore(now);
  }

  private synchronized void wakeWaiting() {
    notifyAll();
  }

  /**
   * Waits until nothing is left to be sent.
   *
   * @return how many notices are left
   */
  public final synchronized long awaitAllTaken(Duration atMost) throws InterruptedException {
    long end = System.nanoTime() + atMost.toNanos();
    long waiting;
    while ((waiting = ledger.waiting(to)) > 0 && !stopped) {
      long left = Duration.ofNanos(end - System.nanoTime()).toMillis();
      if (left <= 0) {
        break;
      }
      wait(left);
    }
    return waiting;
  }

  /** From now on nothing more is sent. */
  public void stop() {
    stopped = true;
    wakeWaiting();
  }
}
