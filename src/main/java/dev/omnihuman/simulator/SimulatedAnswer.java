package dev.omnihuman.simulator;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What the submit and the status endpoint answer.
 *
 * @param status the HTTP status code
 * @param contentType of the body
 * @param retryAfter when to ask again, in seconds or as a date; null says nothing about it
 * @param location where a redirect leads; null where there is none
 * @param wire what becomes of it on its way
 * @param body as bytes, because text would be sent in chunks, without a length
 */
public record SimulatedAnswer(
    int status,
    String contentType,
    @Nullable String retryAfter,
    @Nullable String location,
    Wire wire,
    byte[] body) {

  static SimulatedAnswer of(int status, Object body) {
    return new SimulatedAnswer(
        status, "application/json", null, null, Wire.SOUND, Json.write(body));
  }

  /** What a proxy says to people. */
  static SimulatedAnswer page() {
    byte[] html = "<html><body>Welcome</body></html>".getBytes(StandardCharsets.UTF_8);
    return new SimulatedAnswer(200, "text/html", null, null, Wire.SOUND, html);
  }

  SimulatedAnswer after(String newRetryAfter) {
    return new SimulatedAnswer(status, contentType, newRetryAfter, location, wire, body);
  }

  SimulatedAnswer leadingTo(String newLocation) {
    return new SimulatedAnswer(status, contentType, retryAfter, newLocation, wire, body);
  }

  SimulatedAnswer over(Wire newWire) {
    return new SimulatedAnswer(status, contentType, retryAfter, location, newWire, body);
  }

  SimulatedAnswer with(byte[] newBody) {
    return new SimulatedAnswer(status, contentType, retryAfter, location, wire, newBody);
  }

  SimulatedAnswer half() {
    return with(Arrays.copyOf(body, body.length / 2)).over(Wire.CUT);
  }

  /** For the header {@link BrokenWires#HEADER}; null where nothing is broken. */
  public @Nullable String fault() {
    return wire == Wire.SOUND ? null : wire.name();
  }

  /** How many milliseconds it is kept back. */
  public long delay() {
    return wire.delay();
  }
}
