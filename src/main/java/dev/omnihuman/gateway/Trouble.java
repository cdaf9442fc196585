package dev.omnihuman.gateway;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.util.Objects;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.NoHttpResponseException;

/** Network errors in words for people. */
public final class Trouble {

  private Trouble() {}

  public static String of(IOException cause) {
    String detail = Objects.requireNonNullElse(cause.getMessage(), "");
    if (cause instanceof UnknownHostException) {
      return "no address is known for " + detail;
    }
    if (cause instanceof ConnectTimeoutException) {
      return "no connection in time: " + detail;
    }
    if (cause instanceof ConnectException || cause instanceof NoRouteToHostException) {
      return "no connection: " + detail;
    }
    if (isAboutTheCertificate(cause)) {
      return "TLS failed: %s; omnihuman.tls.ca-file may name an authority of your own"
          .formatted(detail);
    }
    if (cause instanceof SSLException) {
      return "TLS failed: " + detail;
    }
    if (cause instanceof SocketTimeoutException) {
      return "no answer in time";
    }
    if (cause instanceof NoHttpResponseException) {
      return "the connection was closed without an answer";
    }
    return detail.isEmpty() ? cause.getClass().getSimpleName() : detail;
  }

  private static boolean isAboutTheCertificate(IOException trouble) {
    for (Throwable cause = trouble; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertPathBuilderException
          || cause instanceof CertPathValidatorException) {
        return true;
      }
    }
    return false;
  }
}
