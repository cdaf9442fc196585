package dev.omnihuman.intake;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/** From bytes to text, strictly: a manifest is UTF-8, with or without a byte order mark. */
final class Encoding {

  private static final Pattern LINE_END = Pattern.compile("\r\n|\r|\n");

  private Encoding() {}

  static Optional<Problem> problem(byte[] bytes) {
    if (looksLikeUtf16(bytes)) {
      return Optional.of(
          new Problem(
              1,
              null,
              "text that looks like UTF-16",
              "UTF-8 (editors offer it as \"Encoding\" in their \"Save as\")"));
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    // UTF-8 never decodes to more characters than it has bytes.
    CharBuffer out = CharBuffer.allocate(bytes.length);
    CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(in, out, true);
    if (!result.isError()) {
      return Optional.empty();
    }
    long line = 1 + LINE_END.matcher(out.flip()).results().count();
    return Optional.of(new Problem((int) line, null, "bytes that are not UTF-8", "UTF-8"));
  }

  /** The text of bytes without a {@link #problem}, without its byte order mark. */
  static String text(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  /** Without a byte order mark, a zero beside a first character that is not zero tells. */
  private static boolean looksLikeUtf16(byte[] bytes) {
    if (bytes.length < 2) {
      return false;
    }
    int first = Byte.toUnsignedInt(bytes[0]);
    int second = Byte.toUnsignedInt(bytes[1]);
    return first == 0xFE && second == 0xFF
        || first == 0xFF && second == 0xFE
        || first == 0 != (second == 0);
  }
}
