package dev.omnihuman.simulator;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * What a submit is answered in place of a sound 202.
 *
 * @param accepts whether the request is accepted, and charged, all the same
 * @param answer made of the sound answer, and of the time
 */
record SubmitFault(boolean accepts, BiFunction<SimulatedAnswer, Instant, SimulatedAnswer> answer) {

  private static final int SECONDS = 5;

  static SubmitFault refused(Refusal refusal) {
    return new SubmitFault(false, (sound, now) -> refusal.answer());
  }

  static SubmitFault refused(int status, String error, String message) {
    return refused(new Refusal(status, null, error, message));
  }

  /** The same with the header Retry-After, in seconds. */
  SubmitFault withSeconds() {
    return new SubmitFault(
        accepts, (sound, now) -> answer.apply(sound, now).after(String.valueOf(SECONDS)));
  }

  /** The same with the header Retry-After as a date. */
  SubmitFault withDate() {
    return new SubmitFault(
        accepts,
        (sound, now) ->
            answer
                .apply(sound, now)
                .after(
                    DateTimeFormatter.RFC_1123_DATE_TIME.format(
                        now.plusSeconds(SECONDS).atOffset(ZoneOffset.UTC))));
  }

  static SubmitFault redirected(String location) {
    return new SubmitFault(
        false, (sound, now) -> SimulatedAnswer.of(302, Map.of()).leadingTo(location));
  }

  static SubmitFault page() {
    return new SubmitFault(false, (sound, now) -> SimulatedAnswer.page());
  }

  /** Accepted, but the body is another. */
  static SubmitFault acceptedWith(String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return new SubmitFault(true, (sound, now) -> sound.with(bytes));
  }

  static SubmitFault acceptedAndCut() {
    return new SubmitFault(true, (sound, now) -> sound.half());
  }

  static SubmitFault over(Wire wire, boolean accepts) {
    return new SubmitFault(accepts, (sound, now) -> sound.over(wire));
  }
}
