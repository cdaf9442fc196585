package dev.omnihuman.settings;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads values with units. A bad one is an error that names key, value and what is allowed. */
public final class Quantities {

  private static final Pattern NUMBER_AND_UNIT = Pattern.compile("(\\d{1,12})\\s*([A-Za-z]*)");
  private static final Map<String, Long> MILLIS =
      Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L, "d", 86_400_000L);
  private static final Map<String, Long> BYTES =
      Map.of("B", 1L, "KiB", 1L << 10, "MiB", 1L << 20, "GiB", 1L << 30, "TiB", 1L << 40);

  private final PropertyFiles properties;

  Quantities(PropertyFiles properties) {
    this.properties = properties;
  }

  Duration duration(String key) {
    return duration(key, properties.get(key));
  }

  /** As {@link #duration}; 0 means that the thing is off. */
  Duration durationOrZero(String key) {
    return properties.get(key).equals("0") ? Duration.ZERO : duration(key);
  }

  List<Duration> durations(String key) {
    return Arrays.stream(properties.get(key).split(","))
        .map(part -> duration(key, part.trim()))
        .toList();
  }

  /**
   * @param key what people call it
   * @throws SettingsException if it is none, or not above 0
   */
  public static Duration duration(String key, String text) {
    long millis = amount(text, MILLIS);
    if (millis <= 0) {
      throw bad(key, text, "a duration above 0 such as 500ms, 5s, 1m, 24h");
    }
    return Duration.ofMillis(millis);
  }

  /** In bytes. */
  long size(String key) {
    String text = properties.get(key);
    long bytes = amount(text, BYTES);
    if (bytes <= 0) {
      throw bad(key, text, "a size above 0 such as 64KiB, 2GiB");
    }
    return bytes;
  }

  /** In bytes a second; 0 means no limit. */
  long rate(String key) {
    return properties.get(key).equals("0") ? 0 : size(key);
  }

  /** An exact decimal number of 0 or more; null if the value is empty. */
  @Nullable BigDecimal decimal(String key) {
    String text = properties.get(key);
    if (text.isEmpty()) {
      return null;
    }
    if (!text.matches("\\d{1,9}(\\.\\d{1,9})?")) {
      throw bad(key, text, "a decimal number such as 0.16, or nothing");
    }
    return new BigDecimal(text);
  }

  int count(String key, int least, int most) {
    String text = properties.get(key);
    if (text.matches("\\d{1,9}")) {
      int count = Integer.parseInt(text);
      if (count >= least && count <= most) {
        return count;
      }
    }
    throw bad(key, text, "a whole number from %d to %d".formatted(least, most));
  }

  String word(String key, String... allowed) {
    String text = properties.get(key);
    if (!List.of(allowed).contains(text)) {
      throw bad(key, text, String.join(", ", allowed));
    }
    return text;
  }

  boolean flag(String key) {
    String text = properties.get(key);
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw bad(key, text, "true or false");
    };
  }

  static SettingsException bad(String key, String found, String allowed) {
    return new SettingsException("%s: found \"%s\", allowed: %s".formatted(key, found, allowed));
  }

  /** -1 if the text is no number with one of the units, or too large. */
  private static long amount(String text, Map<String, Long> units) {
    Matcher matcher = NUMBER_AND_UNIT.matcher(text);
    Long unit = matcher.matches() ? units.get(matcher.group(2)) : null;
    if (unit == null) {
      return -1;
    }
    try {
      return Math.multiplyExact(Long.parseLong(matcher.group(1)), unit);
    } catch (ArithmeticException e) {
      return -1;
    }
  }
}
