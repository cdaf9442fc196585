package dev.omnihuman.job;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What others may be told of. */
public enum Topic {
  /** A manifest became a job, or one that had ended is to be submitted anew. */
  JOB_ACCEPTED("accepted", "job.accepted"),
  /** The gateway has accepted a job. */
  JOB_SUBMITTED("submitted", "job.submitted"),
  JOB_DELIVERED("delivered", "job.delivered"),
  JOB_FAILED("failed", "job.failed"),
  JOB_IN_DOUBT("in-doubt", "job.in-doubt"),
  JOB_ABANDONED("abandoned", "job.abandoned"),
  GATE_SHUT("gates", "gate.shut"),
  GATE_OPENED("gates", "gate.opened"),
  /** A batch has come to its end. */
  BATCH_DONE("batch", "batch.done");

  private final String word;
  private final String type;

  Topic(String word, String type) {
    this.word = word;
    this.type = "dev.omnihuman." + type;
  }

  /** By which people choose it in the settings; several topics may share one. */
  public String word() {
    return word;
  }

  /** The type of its CloudEvents. */
  public String type() {
    return type;
  }

  /**
   * What a change of a job's state is about.
   *
   * @param from null: the job is new
   * @return empty for a change that is nobody's news, and where nothing changed
   */
  public static Optional<Topic> of(@Nullable JobState from, JobState to) {
    if (from == to) {
      return Optional.empty();
    }
    return switch (to) {
      // A submit that was surely not accepted brings no news.
      case ACCEPTED ->
          from == null || from.isTerminal() ? Optional.of(JOB_ACCEPTED) : Optional.empty();
      // READY goes back when its links have died: the gateway has had it all the time.
      case SUBMITTED -> from == JobState.READY ? Optional.empty() : Optional.of(JOB_SUBMITTED);
      case DELIVERED -> Optional.of(JOB_DELIVERED);
      case FAILED -> Optional.of(JOB_FAILED);
      case IN_DOUBT -> Optional.of(JOB_IN_DOUBT);
      case ABANDONED -> Optional.of(JOB_ABANDONED);
      case SUBMITTING, READY -> Optional.empty();
    };
  }
}
