package dev.omnihuman.gateway;

import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Header;
import org.jspecify.annotations.Nullable;

/** Takes an answer off the message, so that no header of the gateway's travels further. */
public final class GatewayReplies {

  public GatewayReply read(
      @Header(Exchange.HTTP_RESPONSE_CODE) int status,
      @Header("Retry-After") @Nullable String retryAfter,
      @Header("Location") @Nullable String location,
      @Body byte @Nullable [] body) {
    return new GatewayReply(status, retryAfter, location, body == null ? new byte[0] : body);
  }
}
