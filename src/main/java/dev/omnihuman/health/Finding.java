package dev.omnihuman.health;

/**
 * What a check has found.
 *
 * @param words one sentence
 */
public record Finding(boolean good, String words) {

  public static Finding good(String words) {
    return new Finding(true, words);
  }

  public static Finding bad(String words) {
    return new Finding(false, words);
  }
}
