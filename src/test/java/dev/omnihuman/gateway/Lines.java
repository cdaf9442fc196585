package dev.omnihuman.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;

/** What may be put into a note or a log. */
final class Lines {

  private static final int LONGEST = 501;

  private Lines() {}

  static void assertOneLine(String words) {
    assertThat(words).isNotBlank().hasSizeLessThanOrEqualTo(LONGEST);
    assertThat(words.chars().filter(Lines::leavesNoInk)).isEmpty();
    assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(words)).isTrue();
  }

  private static boolean leavesNoInk(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.PRIVATE_USE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }
}
