package dev.omnihuman.ledger;

/** The server went away while it was to store something: nobody knows whether it did. */
public final class UnclearCommitException extends LedgerAwayException {

  private static final long serialVersionUID = 1L;

  UnclearCommitException(String message, Throwable cause) {
    super(message, cause);
  }
}
