package dev.omnihuman.corpus;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Bytes from outside, and what must become of them.
 *
 * @param name also the name of its file
 * @param verdict by field, as it stands in {@code verdicts.json}
 */
public record Item(String name, byte[] bytes, Map<String, Object> verdict) {

  static Item of(String name, String text, Map<String, Object> verdict) {
    return new Item(name, text.getBytes(StandardCharsets.UTF_8), verdict);
  }

  /** Pairs of names and values, in their order; a value may be null. */
  static Map<String, Object> says(Object... pairs) {
    Map<String, Object> verdict = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      verdict.put((String) pairs[i], pairs[i + 1]);
    }
    return verdict;
  }

  /** A text of the verdict; null if it is null or absent. */
  public String text(String field) {
    return (String) verdict.get(field);
  }

  public int number(String field) {
    return (Integer) verdict.get(field);
  }

  @Override
  public String toString() {
    return name;
  }
}
