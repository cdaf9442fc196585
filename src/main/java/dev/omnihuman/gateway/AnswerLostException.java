package dev.omnihuman.gateway;

import java.io.IOException;

/** The request may have reached the gateway, and no whole answer came back. */
public final class AnswerLostException extends IOException {

  private static final long serialVersionUID = 1L;

  AnswerLostException(IOException cause) {
    super(Trouble.of(cause), cause);
  }

  AnswerLostException(String message) {
    super(message);
  }
}
