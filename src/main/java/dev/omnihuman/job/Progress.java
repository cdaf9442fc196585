package dev.omnihuman.job;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where a job stands and when it is looked at next.
 *
 * @param version grows with every write; a write that names an old one changes nothing
 * @param attempt number of the latest attempt to submit, 0 before the first
 * @param tries how often in a row the present step failed
 * @param unverified how many whole downloads were no video; a try by a person counts anew
 * @param dueAt when the next step may be taken; null: not by itself
 */
public record Progress(
    JobState state, long version, int attempt, int tries, int unverified, @Nullable Instant dueAt) {

  /** Another state, or the same with a step that succeeded: what failed before counts no more. */
  Progress to(JobState next, @Nullable Instant dueAgain) {
    return new Progress(next, version, attempt, 0, 0, dueAgain);
  }

  /** The same or an earlier step, because this one failed. */
  Progress again(JobState next, Instant dueAgain) {
    return new Progress(next, version, attempt, tries + 1, unverified, dueAgain);
  }

  /** Another state, whose step is a part of the same work: what failed before still counts. */
  Progress onward(JobState next, Instant dueAgain) {
    return new Progress(next, version, attempt, tries, unverified, dueAgain);
  }

  Progress unverifiedAgain(Instant dueAgain) {
    return new Progress(state, version, attempt, tries + 1, unverified + 1, dueAgain);
  }

  Progress nextAttempt(Instant answerUntil) {
    return new Progress(JobState.SUBMITTING, version, attempt + 1, tries, 0, answerUntil);
  }

  Progress stored() {
    return new Progress(state, version + 1, attempt, tries, unverified, dueAt);
  }
}
