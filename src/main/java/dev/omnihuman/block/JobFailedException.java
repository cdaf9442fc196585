package dev.omnihuman.block;

import dev.omnihuman.job.Charged;
import dev.omnihuman.job.FailureReason;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A job has ended without a video. */
public final class JobFailedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String job;
  private final JobState state;
  private final @Nullable FailureReason reason;
  private final Charged charged;

  JobFailedException(Job ended) {
    super(words(ended));
    this.job = ended.id();
    this.state = ended.state();
    this.reason = ended.ending().reason();
    this.charged = ended.ending().chargedInAll();
  }

  private static String words(Job ended) {
    FailureReason reason = ended.ending().reason();
    String words = ended.ending().words();
    return "job %s is %s%s; charged: %s%s"
        .formatted(
            ended.label(),
            ended.state(),
            reason == null ? "" : " (" + reason + "): " + reason.meaning(),
            ended.ending().chargedInAll().name().toLowerCase(Locale.ROOT),
            words == null ? "" : "; " + words);
  }

  public String job() {
    return job;
  }

  /** FAILED or ABANDONED. */
  public JobState state() {
    return state;
  }

  /** Why it failed; null if a person gave it up. */
  public @Nullable FailureReason reason() {
    return reason;
  }

  /** Whether money was taken for it. */
  public Charged charged() {
    return charged;
  }
}
