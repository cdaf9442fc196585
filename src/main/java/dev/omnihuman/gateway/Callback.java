package dev.omnihuman.gateway;

import dev.omnihuman.job.RequestId;
import java.util.Optional;

/**
 * The body of a callback: "Callback Payload" in the provider's documentation. Anybody may have sent
 * it, so it is a hint and no more: of all that it says only the request id is used, to ask the
 * gateway.
 *
 * @param requestId checked by {@link RequestId}
 * @param status in upper case, for the log
 */
public record Callback(String requestId, String status) {

  /** Empty if the body is no JSON object that names a request and its status. */
  public static Optional<Callback> read(byte[] body) {
    StatusAnswer answer = StatusAnswer.read(body);
    String requestId = answer.requestId();
    String status = answer.status();
    return requestId != null && RequestId.isValid(requestId) && status != null
        ? Optional.of(new Callback(requestId, status))
        : Optional.empty();
  }
}
