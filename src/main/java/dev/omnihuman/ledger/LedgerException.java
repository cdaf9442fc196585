package dev.omnihuman.ledger;

import org.jspecify.annotations.Nullable;

/** The database did not do what was asked; nothing was stored. */
public final class LedgerException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  LedgerException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
