package dev.omnihuman.intake;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * How folders are shared with other nodes. A manifest in {@code working/} that no job knows may be
 * another node's, which has just taken it; only one that has lain there for longer than any node
 * needs was left behind by one that died.
 */
public final class Sharing {

  /** Twice as long as a node that has taken a manifest may still tell the ledger of it. */
  private static final Duration LEFT_BEHIND = Duration.ofSeconds(30);

  private static final Duration LOOK_EVERY = Duration.ofSeconds(10);

  private final Clock clock;
  private final BooleanSupplier mayBegin;
  private final Map<String, Instant> firstSeen = new HashMap<>();
  private Instant nextLook;

  /**
   * @param clock the ledger's
   * @param mayBegin whether this node takes manifests at the moment
   */
  public Sharing(Clock clock, BooleanSupplier mayBegin) {
    this.clock = clock;
    this.mayBegin = mayBegin;
    this.nextLook = clock.instant();
  }

  boolean mayBegin() {
    return mayBegin.getAsBoolean();
  }

  Instant now() {
    return clock.instant();
  }

  /** Whether it is time to look for what others have left behind; if so, the next time is later. */
  boolean isLookDue() {
    Instant now = clock.instant();
    if (now.isBefore(nextLook)) {
      return false;
    }
    nextLook = now.plus(LOOK_EVERY);
    return true;
  }

  /** Whether a manifest that no job knows was left behind; asked at each look. */
  boolean isLeftBehind(String name) {
    Instant now = clock.instant();
    Instant seen = firstSeen.computeIfAbsent(name, first -> now);
    return !now.isBefore(seen.plus(LEFT_BEHIND));
  }

  /** What was not asked about in a look is there no more, or has a job. */
  void keepOnly(Set<String> asked) {
    firstSeen.keySet().retainAll(new HashSet<>(asked));
  }
}
