package dev.omnihuman.block;

import dev.omnihuman.job.Job;

/** Nobody waits for a job any more. It goes on, and who asks with the same key gets its result. */
public final class JobPendingException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String job;

  JobPendingException(Job job, String why) {
    super(
        "%s; job %s is %s and goes on, and the same message with the same %s gets its result"
            .formatted(why, job.label(), job.state(), Intake.KEY));
    this.job = job.id();
  }

  public String job() {
    return job;
  }
}
