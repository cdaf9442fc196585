package dev.omnihuman.ledger;

import org.jspecify.annotations.Nullable;

/** The ledger's server does not answer for now. It is waited for, and nothing is wrong with us. */
public class LedgerAwayException extends LedgerException {

  private static final long serialVersionUID = 1L;

  LedgerAwayException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
