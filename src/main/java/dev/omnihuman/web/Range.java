package dev.omnihuman.web;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A piece of a file, as the header {@code Range} asks for it (RFC 9110, section 14).
 *
 * @param from the first byte
 * @param length how many; 0: none of the bytes that were asked for exist
 */
record Range(long from, long length) {

  private static final Pattern ONE = Pattern.compile("(?i)bytes=\\s*(\\d{0,18})-(\\d{0,18})\\s*");

  /**
   * @return empty where the whole is served: there is no such header, it asks for several pieces at
   *     once, or it is not understood
   */
  static Optional<Range> of(@Nullable String header, long size) {
    Matcher asked = ONE.matcher(header == null ? "" : header);
    if (!asked.matches()) {
      return Optional.empty();
    }
    String first = asked.group(1);
    String last = asked.group(2);
    if (first.isEmpty()) {
      return last.isEmpty() ? Optional.empty() : Optional.of(last(Long.parseLong(last), size));
    }
    long from = Long.parseLong(first);
    long to = last.isEmpty() ? size - 1 : Math.min(size - 1, Long.parseLong(last));
    if (!last.isEmpty() && Long.parseLong(last) < from) {
      return Optional.empty();
    }
    return Optional.of(from >= size ? new Range(0, 0) : new Range(from, to - from + 1));
  }

  private static Range last(long count, long size) {
    long length = Math.min(count, size);
    return new Range(size - length, length);
  }

  boolean isEmpty() {
    return length == 0;
  }

  /** The header {@code Content-Range} of the answer. */
  String inFileOf(long size) {
    return isEmpty()
        ? "bytes */%d".formatted(size)
        : "bytes %d-%d/%d".formatted(from, from + length - 1, size);
  }
}
