package dev.omnihuman.job;

import java.util.EnumSet;
import java.util.Set;

/** Where a job stands with us. What the provider says of it is {@link Remote#status()}. */
public enum JobState {
  /** Taken from the inbox; not submitted, or surely not accepted by the gateway. */
  ACCEPTED,
  /** The intent to submit is committed; the paid call may be under way. */
  SUBMITTING,
  /** The answer to the paid call was lost or unclear: the video may have been charged. */
  IN_DOUBT,
  /** The gateway accepted it and named a request id. */
  SUBMITTED,
  /** The gateway finished it; its files wait to be fetched. */
  READY,
  /** Whole and verified in the outbox. */
  DELIVERED,
  /** Ended badly, with a reason. */
  FAILED,
  /** Given up by a person. */
  ABANDONED;

  /** No step follows by itself. */
  public boolean isTerminal() {
    return this == DELIVERED || this == FAILED || this == ABANDONED;
  }

  /** Waits for a person or a rule that a person chose, not for the clock. */
  public boolean isHeld() {
    return this == IN_DOUBT;
  }

  /** Whether a job may go from this state to that one. */
  public boolean canBecome(JobState next) {
    return successors().contains(next);
  }

  private Set<JobState> successors() {
    return switch (this) {
      // SUBMITTED: before it is submitted again, an earlier attempt turns out to be accepted.
      case ACCEPTED -> EnumSet.of(SUBMITTING, SUBMITTED, FAILED, ABANDONED);
      case SUBMITTING -> EnumSet.of(SUBMITTED, ACCEPTED, IN_DOUBT, FAILED);
      case IN_DOUBT -> EnumSet.of(SUBMITTED, ACCEPTED, FAILED, ABANDONED);
      case SUBMITTED -> EnumSet.of(READY, ACCEPTED, FAILED, ABANDONED);
      case READY -> EnumSet.of(DELIVERED, SUBMITTED, FAILED);
      case FAILED, ABANDONED -> EnumSet.of(SUBMITTED, ACCEPTED);
      case DELIVERED -> EnumSet.noneOf(JobState.class);
    };
  }
}
