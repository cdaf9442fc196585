package dev.omnihuman.block;

import dev.omnihuman.job.Job;
import org.jspecify.annotations.Nullable;

/**
 * A message keeps every rule, and no job is made of it all the same. Nothing was charged for it.
 */
public final class JobRefusedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String job;

  private JobRefusedException(Job job, String message) {
    super(message);
    this.job = job.id();
  }

  static JobRefusedException needsForce(Job earlier) {
    return new JobRefusedException(
        earlier,
        "job %s has the same content and is %s: another try may be charged again and needs \"force\": true, or a retry of that job"
            .formatted(earlier.label(), earlier.state()));
  }

  static JobRefusedException otherContent(Job earlier, @Nullable String key) {
    return new JobRefusedException(
        earlier,
        "header %s: found %s, which came before with another content (job %s), allowed: a key of its own for each job"
            .formatted(Intake.KEY, key, earlier.label()));
  }

  /** The id of the job that stands in its way. */
  public String job() {
    return job;
  }
}
