package dev.omnihuman.gateway;

import org.jspecify.annotations.Nullable;

/**
 * An answer of the gateway, as it came.
 *
 * @param status the HTTP status code
 * @param body at most {@link GatewayHttpPolicy#LARGEST_ANSWER} bytes
 */
public record GatewayReply(
    int status, @Nullable String retryAfter, @Nullable String location, byte[] body) {

  public boolean isSuccess() {
    return status >= 200 && status < 300;
  }
}
