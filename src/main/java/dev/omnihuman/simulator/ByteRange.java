package dev.omnihuman.simulator;

import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One range of bytes, as in RFC 9110, 14.1.2.
 *
 * @param first the first byte; null asks for the last {@code last} bytes
 * @param last the last byte, included; null goes to the end
 */
record ByteRange(@Nullable Long first, @Nullable Long last) {
  // Up to 18 digits, so that every number fits a long.
  private static final Pattern SYNTAX = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

  /**
   * The range that a header asks for; null where there is none, or none that is understood (several
   * at once, another unit): RFC 9110 then serves the whole.
   */
  static @Nullable ByteRange parse(@Nullable String header) {
    Matcher matcher = SYNTAX.matcher(header == null ? "" : header);
    if (!matcher.matches()) {
      return null;
    }
    ByteRange range = new ByteRange(number(matcher.group(1)), number(matcher.group(2)));
    return range.isMeaningful() ? range : null;
  }

  private static @Nullable Long number(String digits) {
    return digits.isEmpty() ? null : Long.valueOf(digits);
  }

  private boolean isMeaningful() {
    if (first == null) {
      return last != null;
    }
    return last == null || first <= last;
  }

  /** Whether any of these bytes exist in a file of that many bytes. */
  boolean isWithin(int size) {
    return from(size) < to(size);
  }

  /** The header {@code Content-Range} of the answer. */
  String contentRange(int size) {
    return "bytes " + from(size) + "-" + (to(size) - 1) + "/" + size;
  }

  /** These bytes of the whole. */
  byte[] of(byte[] whole) {
    return Arrays.copyOfRange(whole, from(whole.length), to(whole.length));
  }

  private int from(int size) {
    if (first != null) {
      return (int) Math.min(size, first);
    }
    return last == null ? 0 : (int) Math.max(0, size - last);
  }

  /** The byte after the last one. */
  private int to(int size) {
    return first == null || last == null ? size : (int) Math.min(size, last + 1);
  }
}
