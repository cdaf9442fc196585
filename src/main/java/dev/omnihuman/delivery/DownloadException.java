package dev.omnihuman.delivery;

import java.io.IOException;
import java.time.Duration;

/**
 * A try to fetch a file did not succeed; what came is kept, and the next try goes on from there.
 * The message is for people and holds no link.
 */
class DownloadException extends IOException {

  private static final long serialVersionUID = 1L;

  DownloadException(String message) {
    super(message);
  }

  DownloadException(String message, Throwable cause) {
    super(message, cause);
  }

  /** The link is dead: only a fresh one can help. */
  static final class LinkGone extends DownloadException {

    private static final long serialVersionUID = 1L;

    LinkGone(int status) {
      super("the media host answered %d: the link is dead".formatted(status));
    }
  }

  /** The host asks to be left alone for a while. */
  static final class Busy extends DownloadException {

    private static final long serialVersionUID = 1L;

    private final Duration wait;

    Busy(String message, Duration wait) {
      super(message);
      this.wait = wait;
    }

    /** No sooner than after this time. */
    Duration waitFor() {
      return wait;
    }
  }

  /** The body ended, or was cut off, before its end. */
  static final class BrokenOff extends DownloadException {

    private static final long serialVersionUID = 1L;

    private final boolean bytesCame;

    BrokenOff(String message, boolean bytesCame) {
      super(message);
      this.bytesCame = bytesCame;
    }

    /** Whether going on at once is worth a try. */
    boolean bytesCame() {
      return bytesCame;
    }
  }

  /** What was kept does not belong to the file that the host has now. */
  static final class PartRefused extends DownloadException {

    private static final long serialVersionUID = 1L;

    PartRefused(String message) {
      super(message);
    }
  }

  /** Where the link leads there is nothing that we take for a video; nothing of it was stored. */
  static final class Unusable extends DownloadException {

    private static final long serialVersionUID = 1L;

    Unusable(String message) {
      super(message);
    }
  }

  /** So much came that a video should be there, and it is not; the bytes are kept. */
  static final class Unverified extends DownloadException {

    private static final long serialVersionUID = 1L;

    Unverified(String message) {
      super(message);
    }
  }
}
