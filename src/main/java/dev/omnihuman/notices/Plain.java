package dev.omnihuman.notices;

import dev.omnihuman.desk.Spoken;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Texts as they may leave the program. */
final class Plain {

  private static final int LONGEST = 2_000;

  /** Signed links carry their secret there. */
  private static final Pattern SECRET_OF_LINK =
      Pattern.compile("(?i)(https?://[^\\s\"'<>?#]*)[?#][^\\s\"'<>]*");

  private static final Pattern USER_OF_LINK = Pattern.compile("(?i)(https?://)[^\\s\"'<>/@]*@");

  private Plain() {}

  /** One line of words, whoever said them, without what is secret in links. */
  static @Nullable String words(@Nullable String text) {
    if (text == null) {
      return null;
    }
    String masked = SECRET_OF_LINK.matcher(text).replaceAll("$1?****");
    masked = USER_OF_LINK.matcher(masked).replaceAll("$1****@");
    String line = Spoken.printable(masked);
    return line.length() <= LONGEST
        ? line
        : line.substring(0, line.offsetByCodePoints(0, line.codePointCount(0, LONGEST) - 1)) + "…";
  }
}
