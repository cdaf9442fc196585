package dev.omnihuman.notices;

import dev.omnihuman.gateway.RetryAfter;
import dev.omnihuman.job.Backoff;
import dev.omnihuman.ledger.Notice;
import dev.omnihuman.ledger.NoticeLedger;
import dev.omnihuman.settings.BearerToken;
import dev.omnihuman.settings.SettingsException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Header;
import org.apache.camel.Variable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what the ledger has to tell, and decides what an answer means. Only 2xx is a notice taken.
 * Anything else is tried again, for 7 days: nobody but a person may say that nobody wants to know.
 */
public final class Notices {

  private static final Logger LOG = LoggerFactory.getLogger(Notices.class);

  /** A notice that was not taken for so long is given up. */
  static final Duration LONGEST = Duration.ofDays(7);

  /** Few, because a claimed one that waits for its turn must not outlive its lease. */
  private static final int PAGE = 8;

  private static final Duration TOLD_EVERY = Duration.ofHours(1);
  private static final Duration TIDIED_EVERY = Duration.ofHours(1);

  /**
   * 4xx that speak of the receiver or the way to it. Of any other the notice itself is to blame.
   */
  private static final Set<Integer> OF_RECEIVER =
      Set.of(401, 402, 403, 404, 405, 407, 408, 410, 421, 423, 425, 426, 429);

  private final NoticeLedger ledger;
  private final Clock clock;
  private final Receiver receiver;
  private final BearerToken token;
  private final Envelope envelope;
  private final Backoff again = Receiver.jittered();
  private volatile boolean stopped;
  private Instant toldAt = Instant.MIN;

  /** When to look next for what is too old; none of it is sent before the first look. */
  private Instant tidyAt = Instant.MIN;

  public Notices(NoticeLedger ledger, Clock clock, BearerToken token) {
    this(ledger, clock, token, new Receiver(clock));
  }

  Notices(NoticeLedger ledger, Clock clock, BearerToken token, Receiver receiver) {
    this.ledger = ledger;
    this.clock = clock;
    this.receiver = receiver;
    this.token = token;
    this.envelope = Envelope.of(ledger.source());
  }

  /** What is to be sent now, claimed page by page. */
  public Iterator<Notice> due() {
    return new Iterator<>() {
      private Iterator<Notice> page = List.<Notice>of().iterator();
      private boolean lastPage;

      @Override
      public boolean hasNext() {
        if (!page.hasNext() && !lastPage && !stopped) {
          giveUpOld();
          int limit = receiver.takes(PAGE);
          List<Notice> claimed = ledger.claim(limit);
          if (limit > 0 && claimed.isEmpty()) {
            receiver.nothingSent();
          }
          page = claimed.iterator();
          lastPage = claimed.size() < PAGE;
        }
        return page.hasNext() && !stopped;
      }

      @Override
      public Notice next() {
        if (!page.hasNext()) {
          throw new NoSuchElementException();
        }
        return page.next();
      }
    };
  }

  /** The event as it goes on the wire. */
  public byte[] body(@Variable("notice") Notice notice) {
    return envelope.around(notice);
  }

  /** Stores what the receiver's answer means. */
  public void record(
      @Variable("notice") Notice notice,
      @Header(Exchange.HTTP_RESPONSE_CODE) int status,
      @Header("Retry-After") @Nullable String retryAfter) {
    if (status / 100 == 2) {
      ledger.taken(notice);
      if (receiver.isWell()) {
        tellOfRecovery();
      }
      wakeWaiting();
    } else if (status / 100 == 4 && !OF_RECEIVER.contains(status)) {
      refused(notice, "the receiver answered " + status);
    } else {
      if (status == 401 || status == 403) {
        rereadToken();
      }
      Duration asked = RetryAfter.parse(retryAfter, clock.instant());
      notTaken(
          notice,
          "the receiver answered " + status,
          Objects.requireNonNullElse(asked, Duration.ZERO));
    }
  }

  /** No whole answer came: the receiver may have the notice, and gets it again. */
  public void recordNoAnswer(
      @Variable("notice") Notice notice,
      @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) IOException cause) {
    if (!stopped) {
      notTaken(
          notice, Objects.requireNonNullElse(Plain.words(cause.toString()), ""), Duration.ZERO);
    }
  }

  /** Others are not kept waiting for a notice that the receiver does not like. */
  private void refused(Notice notice, String why) {
    Instant now = clock.instant();
    if (isTooOld(notice, now)) {
      LOG.warn("notice {} ({}) is given up after 7 days: {}", notice.id(), notice.topic(), why);
      ledger.giveUp(notice);
      wakeWaiting();
      return;
    }
    Instant next = now.plus(again.delay(notice.claim().tries()));
    if (notice.claim().tries() == 0) {
      LOG.warn(
          "notice {} ({}) is not taken: {}; it is sent again and again for 7 days, the next time at"
              + " {}; what happens to its subject later waits for it",
          notice.id(),
          notice.topic(),
          why,
          next);
    }
    ledger.later(notice, next);
  }

  private void notTaken(Notice notice, String why, Duration asked) {
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
          "notices are not taken: {}; {} wait in the ledger; tried again at {}, and then at most 5"
              + " min apart",
          why,
          ledger.counts().waiting(),
          next);
    }
  }

  private synchronized void tellOfRecovery() {
    toldAt = Instant.MIN;
    LOG.info("notices are taken again; {} wait", ledger.counts().waiting());
  }

  private static boolean isTooOld(Notice notice, Instant now) {
    return notice.at().plus(LONGEST).isBefore(now);
  }

  private void rereadToken() {
    try {
      token.reread();
    } catch (SettingsException e) {
      LOG.warn("{}; the token that was read before stays in use", e.getMessage());
    }
  }

  private synchronized void wakeWaiting() {
    notifyAll();
  }

  /**
   * Waits until nothing is left to be sent.
   *
   * @return how many notices are left
   */
  public synchronized long awaitAllTaken(Duration atMost) throws InterruptedException {
    long end = System.nanoTime() + atMost.toNanos();
    long waiting;
    while ((waiting = ledger.counts().waiting()) > 0 && !stopped) {
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
