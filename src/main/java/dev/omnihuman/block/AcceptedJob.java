package dev.omnihuman.block;

import dev.omnihuman.job.Job;

/**
 * A message that the ledger has.
 *
 * @param job that it made, or belongs to
 * @param acceptance {@code new}, {@code seen} (the same message again), {@code duplicate} (the same
 *     content again) or {@code reopened} (another try of a job that had ended badly)
 */
public record AcceptedJob(Job job, String acceptance) {

  public String id() {
    return job.id();
  }
}
