package dev.omnihuman.ledger;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the ledger's server answers. Everything that asks it finds out at the same time that it
 * is away; here it is said once, then once a minute, and once when it is back.
 */
final class Presence {

  private static final Logger LOG = LoggerFactory.getLogger(JobLedger.class);

  private static final long TELL_EVERY = Duration.ofMinutes(1).toNanos();

  private final String ledger;
  private final boolean telling;
  private final LongSupplier nanos;
  private volatile boolean away;
  private long awaySince;
  private boolean told;
  private @Nullable Long toldAt;
  private String words = "";

  /** Who asks while it is away, and waits until it does not answer. */
  private final ReentrantLock asking = new ReentrantLock();

  /**
   * @param ledger what people call it
   * @param nanos a time that only goes forward, such as {@link System#nanoTime}
   */
  Presence(String ledger, boolean telling, LongSupplier nanos) {
    this.ledger = ledger;
    this.telling = telling;
    this.nanos = nanos;
  }

  /** Of one that looks at a ledger while others work with it: they tell. */
  static Presence untold() {
    return new Presence("", false, System::nanoTime);
  }

  /**
   * Asks it. While it is away one caller at a time finds out whether it is back; the others hear at
   * once that it is not, so that a look at the page need not wait for that.
   *
   * @throws LedgerAwayException if it was not asked
   */
  <T> T ask(Supplier<T> question) {
    if (!away) {
      return question.get();
    }
    if (!asking.tryLock()) {
      throw new LedgerAwayException(words(), null);
    }
    try {
      return question.get();
    } finally {
      asking.unlock();
    }
  }

  /**
   * Before anything is waited for on the way to it.
   *
   * @throws LedgerAwayException if somebody finds out just now whether it is back
   */
  void admit() {
    if (away && asking.isLocked() && !asking.isHeldByCurrentThread()) {
      throw new LedgerAwayException(words(), null);
    }
  }

  private synchronized String words() {
    return words;
  }

  /** It did what it was asked, or said why not. */
  void answered() {
    if (away) {
      back();
    }
  }

  private synchronized void back() {
    if (!away) {
      return;
    }
    away = false;
    if (told) {
      long seconds = Duration.ofNanos(nanos.getAsLong() - awaySince).toSeconds();
      LOG.info("the ledger {} is back after {} s; everything goes on", ledger, seconds);
    }
    told = false;
  }

  /**
   * It did not answer.
   *
   * @return the same in words
   */
  synchronized String missed(Throwable trouble) {
    words = "the ledger%s is away: %s".formatted(space(ledger), reason(trouble));
    long now = nanos.getAsLong();
    if (!away) {
      away = true;
      awaySince = now;
    }
    // A server that comes and goes is not worth a line each time.
    if (telling && (toldAt == null || now - toldAt >= TELL_EVERY)) {
      toldAt = now;
      String still = told ? " (for %d s)".formatted(seconds(now)) : "";
      told = true;
      LOG.warn("{}{}; nothing is submitted, everything waits", words, still);
    }
    return words;
  }

  private long seconds(long now) {
    return Duration.ofNanos(now - awaySince).toSeconds();
  }

  private static String space(String name) {
    return name.isEmpty() ? "" : " " + name;
  }

  /** What the driver said itself: those above it say only that it did not work. */
  private static String reason(Throwable trouble) {
    String words = String.valueOf(trouble.getMessage());
    for (Throwable cause = trouble; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException) {
        words = String.valueOf(cause.getMessage());
      }
    }
    return words.replaceAll("\\s+", " ").strip().replaceAll("\\.$", "");
  }
}
