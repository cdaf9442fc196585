package dev.omnihuman.simulator;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import org.jspecify.annotations.Nullable;

/**
 * An error as the gateway words it.
 *
 * @param status the HTTP status code
 * @param retryAfter when to ask again, in seconds
 * @param error the kind of error, in a few words
 * @param message what happened, in a sentence
 * @see <a href="https://www.pixazo.ai/models/omnihuman">provider, "Error Responses"</a>
 */
@JsonPropertyOrder({"error", "message"})
record Refusal(
    @JsonIgnore int status,
    @JsonIgnore @Nullable Integer retryAfter,
    String error,
    String message) {

  static Refusal badRequest(String message) {
    return new Refusal(400, null, "Bad Request", message);
  }

  static Refusal unauthorized() {
    return new Refusal(401, null, "Unauthorized", "The subscription key is missing or not valid.");
  }

  static Refusal noBalance() {
    return new Refusal(
        402, null, "Insufficient Balance", "Your wallet does not have enough balance.");
  }

  static Refusal notFound(String message) {
    return new Refusal(404, null, "Not Found", message);
  }

  static Refusal tooManyRequests(int retryAfter) {
    return new Refusal(
        429,
        retryAfter,
        "Too Many Requests",
        "Rate limit exceeded. Try again in " + retryAfter + " seconds.");
  }

  static Refusal serverError() {
    return new Refusal(500, null, "Internal Server Error", "Something went wrong on our side.");
  }

  SimulatedAnswer answer() {
    SimulatedAnswer answer = SimulatedAnswer.of(status, this);
    return retryAfter == null ? answer : answer.after(String.valueOf(retryAfter));
  }

  SimulatedMedia media() {
    return new SimulatedMedia(status, "application/json", null, null, Json.write(this));
  }
}
