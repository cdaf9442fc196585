package dev.omnihuman.gateway;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads the provider's JSON without trusting it. */
final class ProviderJson {

  private static final int LONGEST_WORDS = 500;
  private static final int DEEPEST = 32;

  static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  // Names that were read before are compared by their bytes, and 0xFF passes there
                  // for the end of one: what is no UTF-8 would be read as a name that it is not.
                  .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private ProviderJson() {}

  /** The object in a body, or a missing node if it is anything else. */
  static JsonNode object(byte[] body) {
    try {
      JsonNode node = MAPPER.readTree(body);
      return node != null && node.isObject() ? node : MissingNode.getInstance();
    } catch (IOException e) {
      return MissingNode.getInstance();
    }
  }

  /** A field's text; null if it is absent or no text. */
  static @Nullable String text(JsonNode object, String field) {
    JsonNode value = object.path(field);
    return value.isTextual() ? value.textValue() : null;
  }

  /**
   * What an error answer says to people: {@code error} and {@code message} of the provider's two
   * error shapes, or the beginning of whatever else came.
   */
  static String words(byte[] body) {
    JsonNode object = object(body);
    String error = text(object, "error");
    String message = text(object, "message");
    if (error != null && message != null) {
      return printable(error + ": " + message);
    }
    if (error != null || message != null) {
      return printable(error != null ? error : message);
    }
    return body.length == 0
        ? "(no text)"
        : printable(
            new String(body, 0, Math.min(body.length, 4 * LONGEST_WORDS), StandardCharsets.UTF_8));
  }

  /** One line without control or direction characters, cut to a length that a note can hold. */
  static String printable(@Nullable String text) {
    String line =
        text == null ? "" : text.replaceAll("[\\p{Cc}\\p{Cf}\\p{Co}\\p{Cs}\\p{Z}]+", " ").strip();
    if (line.isEmpty()) {
      return "(no text)";
    }
    if (line.length() <= LONGEST_WORDS) {
      return line;
    }
    // Half a character would make the text unwritable as UTF-8.
    boolean halves = Character.isHighSurrogate(line.charAt(LONGEST_WORDS - 1));
    return line.substring(0, halves ? LONGEST_WORDS - 1 : LONGEST_WORDS) + "…";
  }
}
