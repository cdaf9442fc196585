package dev.omnihuman.ledger;

import dev.omnihuman.job.Move;

/** Somebody else moved the job since it was read; nothing was stored. */
public final class StaleJobException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  StaleJobException(Move move) {
    super(
        "job %s changed since version %d was read; its step from %s to %s was not stored"
            .formatted(
                move.before().label(),
                move.before().progress().version(),
                move.before().state(),
                move.after().state()));
  }
}
