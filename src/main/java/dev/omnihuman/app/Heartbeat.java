package dev.omnihuman.app;

import dev.omnihuman.ledger.LedgerClock;
import dev.omnihuman.ledger.LedgerException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks every few seconds whether somebody has set the wall clock, and lets the ledger remember the
 * time, so that the next start sees whether the clock was set back in between.
 */
final class Heartbeat implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(5);
  private static final Duration REMEMBER_EVERY = Duration.ofSeconds(30);

  private final SteadyClock clock;
  private final LedgerClock ledger;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "heartbeat");
            thread.setDaemon(true);
            return thread;
          });
  private Instant rememberAt;
  private volatile @Nullable Instant lastBeat;

  Heartbeat(SteadyClock clock, LedgerClock ledger) {
    this.clock = clock;
    this.ledger = ledger;
    this.rememberAt = clock.instant();
  }

  void start() {
    lastBeat = clock.instant();
    timer.scheduleWithFixedDelay(this::beat, 0, LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  void beat() {
    clock.jump().ifPresent(Heartbeat::tell);
    if (!clock.instant().isBefore(rememberAt)) {
      remember();
      rememberAt = clock.instant().plus(REMEMBER_EVERY);
    }
    lastBeat = clock.instant();
  }

  /**
   * How long ago the last beat ended; many times {@link #LOOK_EVERY}: it is stuck. Zero before the
   * start, which may take long where a predecessor has left much.
   */
  Duration silence() {
    Instant beat = lastBeat;
    return beat == null ? Duration.ZERO : Duration.between(beat, clock.instant());
  }

  private static void tell(Duration jump) {
    LOG.warn(
        "the system's clock was set {} by {}{}; no wait is changed, and times are stored as if it"
            + " had not been, until the program is started again",
        jump.isNegative() ? "back" : "forward",
        Duration.ofSeconds(Math.round(jump.abs().toMillis() / 1000.0)),
        jump.isNegative() ? "" : ", or the machine slept");
  }

  private void remember() {
    try {
      ledger.remember();
    } catch (LedgerException e) {
      // A beat that is lost costs nothing; whoever stores a job's step has more to say of it.
      LOG.debug("the time was not stored: {}", e.getMessage());
    }
  }

  /** Remembers the time once more. */
  @Override
  public void close() {
    timer.shutdownNow();
    remember();
  }
}
