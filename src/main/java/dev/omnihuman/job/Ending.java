package dev.omnihuman.job;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a person should know about how a job ended, or why it waits.
 *
 * @param reason why it failed; null in any other state
 * @param words the provider's words or ours on the latest trouble; null while there was none
 * @param charged whether money was taken for the latest attempt
 * @param chargedBefore whether money was taken for the attempts before it
 * @param outputs names of the published files in the outbox; empty until it is delivered
 */
public record Ending(
    @Nullable FailureReason reason,
    @Nullable String words,
    Charged charged,
    Charged chargedBefore,
    List<String> outputs) {

  public static final Ending OPEN = new Ending(null, null, Charged.NO, Charged.NO, List.of());

  public Ending {
    outputs = List.copyOf(outputs);
  }

  /** Whether money was taken for any attempt. */
  public Charged chargedInAll() {
    return charged.and(chargedBefore);
  }

  /** A new attempt begins: what the others cost is remembered, what was said of them is told. */
  Ending nextAttempt() {
    return new Ending(null, null, Charged.NO, chargedInAll(), List.of());
  }

  /** The same of the latest attempt, with other words; what it cost is known now. */
  Ending with(@Nullable String newWords, Charged newCharged) {
    return new Ending(null, newWords, newCharged, chargedBefore, List.of());
  }

  Ending failed(FailureReason why, @Nullable String newWords, Charged newCharged) {
    return new Ending(why, newWords, newCharged, chargedBefore, List.of());
  }

  Ending delivered(List<String> files) {
    return new Ending(null, null, Charged.YES, chargedBefore, files);
  }
}
