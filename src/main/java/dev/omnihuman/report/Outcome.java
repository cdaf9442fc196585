package dev.omnihuman.report;

import dev.omnihuman.job.ClosedGate;
import org.jspecify.annotations.Nullable;

/**
 * How a batch came to its end.
 *
 * @param gate the gate that stopped it; null but for {@link End#GATE}
 */
public record Outcome(End end, @Nullable ClosedGate gate) {

  /** Why a batch ended. */
  public enum End {
    /** Nothing more can happen by itself. */
    DONE,
    /** A gate stayed shut that wants a person. */
    GATE,
    /** The longest wait was over. */
    MAX_WAIT,
    /** The process was told to stop. */
    STOPPED,
    /** It failed itself; the log tells why. */
    BROKEN
  }

  public static Outcome of(End end) {
    return new Outcome(end, null);
  }

  public static Outcome stoppedBy(ClosedGate gate) {
    return new Outcome(End.GATE, gate);
  }
}
