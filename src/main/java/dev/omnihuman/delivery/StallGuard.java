package dev.omnihuman.delivery;

import java.time.Duration;

/**
 * Objects to a host that sends next to nothing for long. Only the time in which we waited for the
 * host counts: what {@code omnihuman.download.max-rate} holds back is not the host's fault.
 */
final class StallGuard {

  /** In bytes a second. */
  static final long SLOWEST = 1024;

  private final Duration window;
  private Duration waited = Duration.ZERO;
  private long came;

  StallGuard(Duration window) {
    this.window = window;
  }

  /**
   * @param bytes what came after this wait
   * @return whether the host was too slow for a whole window
   */
  boolean isTooSlow(Duration wait, int bytes) {
    waited = waited.plus(wait);
    came += Math.max(bytes, 0);
    if (waited.compareTo(window) < 0) {
      return false;
    }
    boolean tooSlow = came < SLOWEST * waited.toSeconds();
    waited = Duration.ZERO;
    came = 0;
    return tooSlow;
  }
}
