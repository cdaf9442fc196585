package dev.omnihuman.job;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a video is called: text with placeholders that a job fills in. It is filled in once, when the
 * job is accepted, so that neither a restart nor another setting gives a job a second name.
 */
public final class OutputTemplate {

  public static final OutputTemplate DEFAULT = new OutputTemplate("{name}");

  /** Of the finished stem, in characters and in bytes of UTF-8. */
  public static final int MOST_CHARACTERS = 120;

  public static final int MOST_BYTES = 200;

  /** What {@code {resolution}} is where the manifest names none. */
  public static final String NO_RESOLUTION = "default";

  private static final String PLACEHOLDERS = "{name}, {manifest}, {date}, {job}, {resolution}";
  private static final Pattern PLACEHOLDER =
      Pattern.compile("\\{(name|manifest|date|job|resolution)}");

  /** A character that no name of a video may have; letters and digits are Unicode's. */
  public static final Pattern FOREIGN = Pattern.compile("[^\\p{L}\\p{M}\\p{N} ._-]");

  /** Placeholders at their shortest: what the text around them leaves no room for is no name. */
  private static final String SHORTEST_NAME = "x";

  private static final String SHORTEST_RESOLUTION = "480p";
  private static final String ANY_JOB = "0".repeat(26);
  private static final String ANY_DATE = "2000-01-01";

  private final String text;

  private OutputTemplate(String text) {
    this.text = text;
  }

  /**
   * @throws IllegalArgumentException if a video cannot be called so; its message says what is
   *     allowed, and what is wrong
   */
  public static OutputTemplate of(String text) {
    String around = PLACEHOLDER.matcher(text).replaceAll("");
    Matcher foreign = FOREIGN.matcher(around);
    if (foreign.find()) {
      throw bad(
          foreign.group().matches("[{}]")
              ? "a brace is left that belongs to none of these"
              : "it holds \"%s\"".formatted(foreign.group()));
    }
    if (!PLACEHOLDER.matcher(text).find()) {
      throw bad("without one, all videos would be called the same");
    }
    if (text.startsWith(".") || text.startsWith(" ") || text.endsWith(" ")) {
      throw bad("it starts with \".\" or a space, or ends with a space");
    }
    OutputTemplate template = new OutputTemplate(text);
    String shortest =
        template.filledIn(
            new Values(SHORTEST_NAME, SHORTEST_NAME, ANY_DATE, ANY_JOB, SHORTEST_RESOLUTION));
    if (isTooLong(shortest)) {
      throw bad("no name is left room for, it is too long");
    }
    return template;
  }

  private static IllegalArgumentException bad(String why) {
    return new IllegalArgumentException(
        ("one or more of %s, and around them letters, digits, space, \".\", \"_\" and \"-\", no"
                + " \".\" at the start, no space at the start or the end, at most %d characters"
                + " and %d bytes when filled in (%s)")
            .formatted(PLACEHOLDERS, MOST_CHARACTERS, MOST_BYTES, why));
  }

  private static boolean isTooLong(String stem) {
    return stem.codePointCount(0, stem.length()) > MOST_CHARACTERS
        || stem.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES;
  }

  /** The values of the placeholders. */
  private record Values(String name, String manifest, String date, String job, String resolution) {

    String of(MatchResult placeholder) {
      return switch (placeholder.group(1)) {
        case "name" -> name;
        case "manifest" -> manifest;
        case "date" -> date;
        case "job" -> job;
        default -> resolution;
      };
    }
  }

  /** The stem of a job's video, without folder. */
  public String stem(Manifest manifest, String jobId, Instant acceptedAt) {
    String date = LocalDate.ofInstant(acceptedAt, ZoneOffset.UTC).toString();
    return filledIn(values(manifest, jobId, date));
  }

  /**
   * The stem as it will look, before there is a job: as long as the real one, with the same
   * characters but for digits of day and id.
   */
  public String sample(Manifest manifest) {
    return filledIn(values(manifest, ANY_JOB, ANY_DATE));
  }

  private static Values values(Manifest manifest, String jobId, String date) {
    String file = manifest.file().substring(manifest.file().lastIndexOf('/') + 1);
    String resolution = Objects.requireNonNullElse(manifest.request().resolution(), NO_RESOLUTION);
    return new Values(
        manifest.name(), file.replaceFirst("(?i)\\.json$", ""), date, jobId, resolution);
  }

  private String filledIn(Values values) {
    return PLACEHOLDER
        .matcher(text)
        .replaceAll(placeholder -> Matcher.quoteReplacement(values.of(placeholder)));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof OutputTemplate template && text.equals(template.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** As it was set. */
  @Override
  public String toString() {
    return text;
  }
}
