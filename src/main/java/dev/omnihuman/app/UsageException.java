package dev.omnihuman.app;

/** What was asked for on the command line cannot be meant; nothing was done. */
final class UsageException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  UsageException(String message) {
    super(message);
  }
}
