package dev.omnihuman.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The body of a status answer: "Response Fields" in the provider's documentation.
 *
 * @param requestId null if the body names none
 * @param status in upper case, null if the body names none
 * @param error the provider's words, null if there are none
 * @param took from its creation to its completion by the gateway's clock; null if it does not tell
 * @param mediaUrls as they came, unchecked
 */
record StatusAnswer(
    @Nullable String requestId,
    @Nullable String status,
    @Nullable String error,
    @Nullable Duration took,
    List<String> mediaUrls) {

  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .appendPattern("['T'][' ']")
          .append(DateTimeFormatter.ISO_LOCAL_TIME)
          .appendPattern("[XXX]")
          .toFormatter(Locale.ROOT);

  static StatusAnswer read(byte[] body) {
    JsonNode object = ProviderJson.object(body);
    String status = ProviderJson.text(object, "status");
    return new StatusAnswer(
        ProviderJson.text(object, "request_id"),
        status == null ? null : ProviderJson.printable(status).toUpperCase(Locale.ROOT),
        ProviderJson.text(object, "error"),
        took(time(object, "created_at"), time(object, "completed_at")),
        mediaUrls(object.path("output").path("media_url")));
  }

  private static @Nullable Duration took(@Nullable Instant created, @Nullable Instant completed) {
    return created == null || completed == null ? null : Duration.between(created, completed);
  }

  /** Two formats stand in the documentation, with and without a zone; both are UTC. */
  private static @Nullable Instant time(JsonNode object, String field) {
    String text = ProviderJson.text(object, field);
    if (text == null) {
      return null;
    }
    try {
      return TIME.parse(text, StatusAnswer::utc);
    } catch (DateTimeParseException e) {
      return null; // It is only a hint.
    }
  }

  private static Instant utc(TemporalAccessor time) {
    return time.isSupported(ChronoField.INSTANT_SECONDS)
        ? Instant.from(time)
        : LocalDateTime.from(time).toInstant(ZoneOffset.UTC);
  }

  /** A list of texts; a single text is taken as a list of one. */
  private static List<String> mediaUrls(JsonNode node) {
    List<String> urls = new ArrayList<>();
    if (node.isTextual()) {
      urls.add(node.textValue());
    }
    // Only a list: of an object this would take every value, whatever it is called.
    if (node.isArray()) {
      for (JsonNode element : node) {
        if (element.isTextual()) {
          urls.add(element.textValue());
        }
      }
    }
    urls.removeIf(String::isBlank);
    return List.copyOf(urls);
  }
}
