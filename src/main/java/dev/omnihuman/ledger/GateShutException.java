package dev.omnihuman.ledger;

import dev.omnihuman.job.Job;

/** A gate shut between the claim of a job and its submit; nothing was stored and nothing sent. */
public final class GateShutException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  GateShutException(Job job) {
    super("job %s is not submitted: a gate has shut".formatted(job.label()));
  }
}
