package dev.omnihuman.desk;

import dev.omnihuman.job.Charged;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Times and amounts as people read them. */
public final class Spoken {

  private Spoken() {}

  /** Such as {@code 2026-05-22T13:17:32Z (in 4 min)}. */
  public static String at(Instant instant, Instant now) {
    Duration ahead = Duration.between(now, instant);
    String distance = ahead.isNegative() ? age(ahead.negated()) + " ago" : "in " + age(ahead);
    return "%s (%s)".formatted(instant.truncatedTo(ChronoUnit.SECONDS), distance);
  }

  /** In the largest fitting unit, rounded down: {@code 42 s}, {@code 4 min}, {@code 3 h}. */
  public static String age(Duration duration) {
    if (duration.toMinutes() < 1) {
      return Math.max(0, duration.toSeconds()) + " s";
    }
    if (duration.toHours() < 1) {
      return duration.toMinutes() + " min";
    }
    return duration.toDays() < 2 ? duration.toHours() + " h" : duration.toDays() + " d";
  }

  public static String charged(Charged charged) {
    return charged.name().toLowerCase(Locale.ROOT);
  }

  /** One line that cannot steer a terminal, whatever somebody called his file. */
  public static String printable(String text) {
    return text.replaceAll("[\\p{Cntrl}\\p{Cf}\\u2028\\u2029]", "?");
  }
}
