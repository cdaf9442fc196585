package dev.omnihuman.ledger;

import org.jspecify.annotations.Nullable;

/** A ledger must not be moved this way; nothing was changed. */
public final class MoveRefusedException extends LedgerException {

  private static final long serialVersionUID = 1L;

  MoveRefusedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  MoveRefusedException(String message) {
    this(message, null);
  }
}
