package dev.omnihuman.gateway;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/** The header Retry-After, in seconds or as a date (RFC 9110, section 10.2.3). */
public final class RetryAfter {

  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofHours(1);

  private RetryAfter() {}

  /**
   * @return from 1 s to 1 h, or null if the header is absent or cannot be read
   */
  public static @Nullable Duration parse(@Nullable String header, Instant now) {
    if (header == null) {
      return null;
    }
    String text = header.strip();
    if (text.matches("\\d+")) {
      return text.length() > 9 ? LONGEST : clamp(Duration.ofSeconds(Long.parseLong(text)));
    }
    try {
      Instant until = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      // The date names a whole second; its fraction is unknown to us, so wait it out.
      return clamp(Duration.between(now, until).plusSeconds(1));
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  private static Duration clamp(Duration wait) {
    if (wait.compareTo(SHORTEST) < 0) {
      return SHORTEST;
    }
    return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
  }
}
