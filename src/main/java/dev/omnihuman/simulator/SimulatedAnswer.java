package dev.omnihuman.simulator;

import org.jspecify.annotations.Nullable;

/**
 * What the submit and the status endpoint answer.
 *
 * @param status the HTTP status code
 * @param retryAfter when to ask again, in seconds; null says nothing about it
 * @param json the body; as bytes, because text would be sent in chunks, without a length
 */
public record SimulatedAnswer(int status, @Nullable Integer retryAfter, byte[] json) {

  static SimulatedAnswer of(int status, Object body) {
    return new SimulatedAnswer(status, null, Json.write(body));
  }
}
