package dev.omnihuman.gateway;

import java.io.IOException;

/** The request surely never left this machine: no address, no connection, or no TLS. */
public final class RequestNotSentException extends IOException {

  private static final long serialVersionUID = 1L;

  RequestNotSentException(IOException cause) {
    super(Trouble.of(cause), cause);
  }
}
