package dev.omnihuman.gateway;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether callbacks come. While they do, asking is only the safety net and may be seldom. When
 * several results in a row had to be found by asking, callbacks have fallen silent, and we ask as
 * often as without them until one comes.
 */
public final class CallbackWatch {

  private static final Logger LOG = LoggerFactory.getLogger(CallbackWatch.class);

  /** One callback may be lost, or overtaken by our own question. */
  private static final int MOST_UNHEARD = 3;

  private final Duration usual;
  private final Duration whileTheyCome;
  private final AtomicInteger unheard;

  /**
   * @param usual the interval between two looks at one job when nobody calls back
   * @param whileTheyCome the interval while callbacks come
   * @param expected whether submits ask for callbacks at all
   */
  public CallbackWatch(Duration usual, Duration whileTheyCome, boolean expected) {
    this.usual = usual;
    this.whileTheyCome = whileTheyCome.compareTo(usual) > 0 ? whileTheyCome : usual;
    this.unheard = new AtomicInteger(expected ? 0 : MOST_UNHEARD);
  }

  /** When nobody is asked to call back. */
  public static CallbackWatch off(Duration usual) {
    return new CallbackWatch(usual, usual, false);
  }

  /** How long to wait between two looks at one job. */
  public Duration interval() {
    return isTrusting() ? whileTheyCome : usual;
  }

  /** How long to wait for a callback before the first look at a job. */
  public Duration firstLookAfter() {
    return isTrusting() ? whileTheyCome : Duration.ZERO;
  }

  /** Whether callbacks are expected, and have come of late. */
  public boolean isTrusting() {
    return unheard.get() < MOST_UNHEARD;
  }

  /** Nobody can call. */
  public void expectNothing() {
    unheard.set(MOST_UNHEARD);
  }

  /** A genuine token called. */
  public void heard() {
    if (unheard.getAndSet(0) >= MOST_UNHEARD) {
      LOG.info("callbacks come (again); unfinished jobs are asked about every {}", whileTheyCome);
    }
  }

  /** Our own look has found a result of which the gateway should have told us. */
  void foundUnheard() {
    if (unheard.incrementAndGet() == MOST_UNHEARD) {
      LOG.warn(
          "{} results in a row came without a callback; unfinished jobs are asked about every {}"
              + " until one comes. Can the gateway reach omnihuman.webhook.public-url?",
          MOST_UNHEARD,
          usual);
    }
  }
}
