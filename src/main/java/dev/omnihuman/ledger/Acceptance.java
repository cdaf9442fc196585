package dev.omnihuman.ledger;

import dev.omnihuman.job.Job;
import dev.omnihuman.job.Manifest;
import org.jspecify.annotations.Nullable;

/** What became of a manifest that the ledger was told of. */
public sealed interface Acceptance {

  /** The manifest, as it lies in {@code working/} or came as a message. */
  Manifest manifest();

  /** The job that it is about; null if that was not looked up. */
  default @Nullable Job job() {
    return null;
  }

  /** A new job. */
  record NewJob(Job job) implements Acceptance {
    @Override
    public Manifest manifest() {
      return job.manifest();
    }
  }

  /**
   * This very message was taken before, and is delivered again.
   *
   * @param job what it made, or belongs to
   */
  record Seen(Manifest manifest, Job job) implements Acceptance {}

  /** Its file belongs to an open job already; this happens after a crash. */
  record Known(Manifest manifest) implements Acceptance {}

  /**
   * The same content is on its way, or was delivered: no second video is made of it.
   *
   * @param earlier the job that has it
   */
  record Duplicate(Manifest manifest, Job earlier) implements Acceptance {
    @Override
    public Job job() {
      return earlier;
    }
  }

  /** The same content ended badly, and this is the wish for a new try of that job. */
  record Reopened(Job job) implements Acceptance {
    @Override
    public Manifest manifest() {
      return job.manifest();
    }
  }

  /**
   * The same content ended badly, and a new try might be charged again: that wants {@code force}.
   *
   * @param earlier the job that ended
   */
  record NeedsForce(Manifest manifest, Job earlier) implements Acceptance {
    @Override
    public Job job() {
      return earlier;
    }
  }
}
