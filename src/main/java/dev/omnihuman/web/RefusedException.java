package dev.omnihuman.web;

/** What was asked is refused, with a sentence that says why. */
final class RefusedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int status;

  /**
   * @param status of HTTP, 400 or more
   * @param words a sentence for people; it may name a field, and quotes nothing else that came
   */
  RefusedException(int status, String words) {
    super(words);
    this.status = status;
  }

  static RefusedException bad(String words) {
    return new RefusedException(400, words);
  }

  int status() {
    return status;
  }
}
