package dev.omnihuman.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The latest time that the ledger has seen. A clock that stands earlier at a start was set back.
 */
public interface LedgerClock {

  /** Stores the time, if it is later than the one that is stored. */
  void remember();

  /**
   * For a start, before anything else: if the clock was set back, brings near what is due. The next
   * look at a submitted job comes after one poll interval at the latest; what else waits is due
   * earlier by as much as the clock was set back, as far as that is known. Nothing changes its
   * state, and a submit under way stays one: it may have been accepted, whatever the time is.
   *
   * @return by how much the clock was set back, at least; empty if it was not
   */
  Optional<Duration> bringNear(Instant nextLook);
}
