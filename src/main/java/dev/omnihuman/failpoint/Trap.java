package dev.omnihuman.failpoint;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The one failpoint that a process was started with, and how often it is passed before. */
final class Trap {

  private final Failpoint place;
  private final AtomicInteger left;

  private Trap(Failpoint place, int times) {
    this.place = place;
    this.left = new AtomicInteger(times);
  }

  /**
   * @param wanted {@code NAME} or {@code NAME:n}; null for no trap
   * @throws IllegalArgumentException if it is neither; a rig must not believe that it stops
   *     something when it does not
   */
  static @Nullable Trap set(@Nullable String wanted) {
    if (wanted == null) {
      return null;
    }
    int colon = wanted.indexOf(':');
    return colon < 0
        ? new Trap(Failpoint.valueOf(wanted), 1)
        : new Trap(
            Failpoint.valueOf(wanted.substring(0, colon)),
            Integer.parseInt(wanted.substring(colon + 1)));
  }

  /** True once: at the n-th time that its place is reached. */
  boolean closesAt(Failpoint reached) {
    return reached == place && left.decrementAndGet() == 0;
  }
}
