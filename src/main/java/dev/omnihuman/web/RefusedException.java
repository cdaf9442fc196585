package dev.omnihuman.web;

/** What was asked is refused, with a sentence that says why. */
final class RefusedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int status;
  private final boolean toldElsewhere;

  /**
   * @param status of HTTP, 400 or more
   * @param words a sentence for people; it may name a field, and quotes nothing else that came
   */
  RefusedException(int status, String words) {
    this(status, words, false);
  }

  private RefusedException(int status, String words, boolean toldElsewhere) {
    super(words);
    this.status = status;
    this.toldElsewhere = toldElsewhere;
  }

  /** For a request that meets what the log tells of already. */
  static RefusedException meanwhile(String words) {
    return new RefusedException(503, words, true);
  }

  boolean isToldElsewhere() {
    return toldElsewhere;
  }

  static RefusedException bad(String words) {
    return new RefusedException(400, words);
  }

  int status() {
    return status;
  }
}
