package dev.omnihuman.intake;

import dev.omnihuman.settings.EditDistance;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Guesses which known word somebody meant. */
final class Spelling {

  private static final int MAX_DISTANCE = 2;

  private Spelling() {}

  /** The known word at most two edits away, whatever the case of its letters. */
  static Optional<String> nearest(String word, List<String> known) {
    String lower = word.toLowerCase(Locale.ROOT);
    return known.stream()
        .filter(candidate -> Math.abs(candidate.length() - lower.length()) <= MAX_DISTANCE)
        .filter(candidate -> EditDistance.between(lower, candidate) <= MAX_DISTANCE)
        .min(Comparator.comparingInt(candidate -> EditDistance.between(lower, candidate)));
  }
}
