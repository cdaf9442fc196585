package dev.omnihuman.intake;

import org.jspecify.annotations.Nullable;

/**
 * One thing that keeps a file from being accepted, in words for the person who wrote the file.
 *
 * @param line counted from 1; for a field that is missing, the line where the object begins
 * @param field as it stands in the file, made {@linkplain Shown visible}; null where the text as a
 *     whole is meant
 * @param found what stands there, fit to be printed
 * @param allowed what may stand there
 */
public record Problem(int line, @Nullable String field, String found, String allowed) {

  public Problem {
    // Unknown fields are named as they were found, so a name may hold anything.
    field = field == null ? null : Shown.visible(field);
  }

  /** For example {@code line 4, "resolution": found "4k", allowed: 480p, 720p, 1080p}. */
  public String message() {
    String place = field == null ? "line " + line : "line " + line + ", \"" + field + "\"";
    return place + ": found " + found + ", allowed: " + allowed;
  }

  @Override
  public String toString() {
    return message();
  }
}
