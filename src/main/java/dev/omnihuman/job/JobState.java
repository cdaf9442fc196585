package dev.omnihuman.job;

import java.util.EnumSet;
import java.util.Set;

/** Where a job stands with us. What the provider says of it is {@link Remote#status()}. */
public enum JobState {
  /** Taken from the inbox; not submitted, or surely not accepted by the gateway. */
  ACCEPTED(
      "It was taken from the inbox and waits to be submitted.",
      "Nothing is to do: it is submitted by itself, as soon as no gate is " + "shut."),
  /** The intent to submit is committed; the paid call may be under way. */
  SUBMITTING(
      "Its paid call may be under way.", "Nothing is to do: it goes on with the gateway's answer."),
  /** The answer to the paid call was lost or unclear: the video may have been charged. */
  IN_DOUBT(
      "The answer to its paid call was lost or unclear: the video may have " + "been charged.",
      "Look in the provider's account whether its request is there: if so, "
          + "name the request id; if not, submit it again; or give it up."),
  /** The gateway accepted it and named a request id. */
  SUBMITTED(
      "The gateway has accepted it and is at work on it.",
      "Nothing is to do: the gateway is asked until it has finished."),
  /** The gateway finished it; its files wait to be fetched. */
  READY(
      "The gateway has finished it; its video waits to be fetched.",
      "Nothing is to do: the video is fetched by itself."),
  /** Whole and verified in the outbox. */
  DELIVERED("Its video lies in the outbox, whole and verified.", "Nothing is left to do."),
  /** Ended badly, with a reason. */
  FAILED(
      "It ended badly, for a reason that it names.",
      "Read the reason and what it costs to try again."),
  /** Given up by a person. */
  ABANDONED("A person gave it up.", "Nothing is to do; it can be tried again.");

  private final String meaning;
  private final String advice;

  JobState(String meaning, String advice) {
    this.meaning = meaning;
    this.advice = advice;
  }

  /** One sentence: what it means for a job. */
  public String meaning() {
    return meaning;
  }

  /** What a person can do, or that nothing is to do. */
  public String advice() {
    return advice;
  }

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
