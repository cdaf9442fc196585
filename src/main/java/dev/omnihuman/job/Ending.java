package dev.omnihuman.job;

import org.jspecify.annotations.Nullable;

/**
 * What a person should know about how a job ended, or why it waits.
 *
 * @param reason why it failed; null in any other state
 * @param words the provider's words or ours on the latest trouble; null while there was none
 * @param charged whether money was taken
 */
public record Ending(@Nullable FailureReason reason, @Nullable String words, Charged charged) {

  public static final Ending OPEN = new Ending(null, null, Charged.NO);
}
