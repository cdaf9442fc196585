package dev.omnihuman.job;

import org.jspecify.annotations.Nullable;

/**
 * One step of a job, as the ledger is asked to store it: all of it or nothing.
 *
 * @param before the job as it was read; if it changed meanwhile, nothing is stored
 * @param after the job as it shall be
 * @param answer what the attempt that this step ends brought; null for any other step
 */
public record Move(Job before, Job after, Attempt.@Nullable Answer answer) {

  public static Move of(Job before, Job after) {
    return new Move(before, after, null);
  }

  public boolean changesState() {
    return before.state() != after.state();
  }

  /**
   * @throws IllegalStateException if the states may not follow each other
   */
  public Move checked() {
    if (changesState() && !before.state().canBecome(after.state())) {
      throw new IllegalStateException(
          "job %s cannot go from %s to %s"
              .formatted(before.label(), before.state(), after.state()));
    }
    return this;
  }
}
