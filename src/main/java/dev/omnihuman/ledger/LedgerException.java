package dev.omnihuman.ledger;

import org.jspecify.annotations.Nullable;

/**
 * The database did not do what was asked; nothing was stored, unless its server went away just
 * then.
 */
public class LedgerException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  LedgerException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
