package dev.omnihuman.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A submit's content, once it has passed the gateway's checks. The speech is checked and forgotten:
 * every simulated face says the same.
 *
 * @param script what the picture's URL asks to happen
 * @param resolution the video's; 1080p where none was asked for
 */
record Order(Script script, Resolution resolution) {

  /** A submit that the gateway does not take, and why, in words for its sender. */
  static final class Invalid extends Exception {
    private static final long serialVersionUID = 1;

    private final String message;

    Invalid(String message) {
      super(message);
      this.message = message;
    }

    Refusal refusal() {
      return Refusal.badRequest(message);
    }
  }

  /**
   * Reads a submit.
   *
   * @param contentType the header of that name
   * @param webhook the header {@code X-Webhook-URL}
   * @throws Invalid at the first thing that is wrong, as the gateway answers: one at a time
   */
  static Order read(@Nullable String contentType, @Nullable String webhook, byte[] body)
      throws Invalid {
    require(isJson(contentType), "Content-Type must be application/json");
    JsonNode json = Json.read(body);
    require(json.isObject(), "The body must be a JSON object");
    URI image = url(json, "image_url");
    url(json, "audio_url");
    Resolution resolution = resolution(json.path("resolution"));
    require(
        webhook == null || "https".equalsIgnoreCase(absolute(webhook, "X-Webhook-URL").getScheme()),
        "X-Webhook-URL must use https");
    return new Order(Script.orderedBy(image), resolution);
  }

  private static void require(boolean isRight, String message) throws Invalid {
    if (!isRight) {
      throw new Invalid(message);
    }
  }

  private static boolean isJson(@Nullable String contentType) {
    return contentType != null
        && contentType.split(";", 2)[0].strip().equalsIgnoreCase("application/json");
  }

  private static URI url(JsonNode json, String field) throws Invalid {
    require(json.path(field).isTextual(), "'" + field + "' is required and must be a string");
    return absolute(json.path(field).textValue(), "'" + field + "'");
  }

  private static URI absolute(String text, String what) throws Invalid {
    String message = what + " must be an absolute http or https URL";
    try {
      URI uri = new URI(text);
      // Not the host: it is null for a name with an underscore, which browsers and buckets allow.
      require(uri.getRawAuthority() != null && isHttp(uri.getScheme()), message);
      return uri;
    } catch (URISyntaxException e) {
      throw new Invalid(message);
    }
  }

  private static boolean isHttp(@Nullable String scheme) {
    return scheme != null && scheme.toLowerCase(Locale.ROOT).matches("https?");
  }

  private static Resolution resolution(JsonNode asked) throws Invalid {
    if (asked.isMissingNode()) {
      return Resolution.P1080;
    }
    Resolution resolution = Resolution.named(asked.asText());
    if (!asked.isTextual() || resolution == null) {
      throw new Invalid("'resolution' must be one of 480p, 720p, 1080p");
    }
    return resolution;
  }
}
