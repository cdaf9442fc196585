package dev.omnihuman.delivery;

import java.io.IOException;

/** A try to fetch a file did not succeed. The message is for people and holds no link. */
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
}
