package dev.omnihuman.gateway;

import java.io.IOException;
import org.apache.hc.core5.http.HttpHost;

/** The proxy makes no connection to the other end, which has seen nothing. */
public final class ProxyRefusedException extends IOException {

  private static final long serialVersionUID = 1L;

  ProxyRefusedException(HttpHost proxy, int status) {
    super(
        "the proxy %s (omnihuman.proxy.url) makes no connection: it answered %d%s"
            .formatted(
                proxy.toHostString(),
                status,
                status == 407
                    ? "; set omnihuman.proxy.user and omnihuman.proxy.password-file, or correct"
                        + " them"
                    : ""));
  }
}
