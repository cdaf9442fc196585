package dev.omnihuman.intake;

import java.net.URI;
import java.net.URISyntaxException;

/**
 * Text from outside as messages may repeat it: short, every character visible, no secrets. Signed
 * URLs carry their secret in the query, others in the user part; neither is shown, wherever in a
 * manifest the URL was put.
 */
final class Shown {

  /** In characters; where the text is cut, an ellipsis follows. */
  static final int LIMIT = 80;

  private Shown() {}

  static String quoted(String text) {
    return '"' + visible(text) + '"';
  }

  static String quotedUrl(String text) {
    return '"' + escaped(withoutSecrets(text), LIMIT) + '"';
  }

  /** A file's name, whole: somebody is to find the file by it. */
  static String fileName(String name) {
    return escaped(name, name.length() * 6);
  }

  static String visible(String text) {
    // Not only "://": a URL that lost its beginning still has its signature.
    boolean maySign = text.contains("://") || text.contains("=") || text.contains("@");
    return escaped(maySign ? withoutSecrets(text) : text, LIMIT);
  }

  private static String withoutSecrets(String text) {
    int front = frontLength(text);
    String tail = front < text.length() ? text.charAt(front) + "…" : "";
    try {
      URI uri = new URI(text);
      if (uri.getScheme() != null && uri.getHost() != null) {
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        return uri.getScheme() + "://" + uri.getHost() + port + uri.getRawPath() + tail;
      }
    } catch (URISyntaxException e) {
      // Then nobody can say where its parts begin.
    }
    if (text.indexOf('@') >= 0) {
      int scheme = text.indexOf("://");
      return scheme < 0 || scheme > front ? "…" : text.substring(0, scheme) + "://…";
    }
    return text.substring(0, front) + tail;
  }

  /** The length of what stands before a query or a fragment. */
  private static int frontLength(String text) {
    int length = 0;
    while (length < text.length() && text.charAt(length) != '?' && text.charAt(length) != '#') {
      length++;
    }
    return length;
  }

  private static String escaped(String text, int limit) {
    StringBuilder shown = new StringBuilder();
    for (int i = 0; i < text.length(); ) {
      if (shown.length() >= limit) {
        return shown.append('…').toString();
      }
      int character = text.codePointAt(i);
      i += Character.charCount(character);
      shown.append(escaped(character));
    }
    return shown.toString();
  }

  /** A character as JSON would write it, with everything escaped that leaves no ink. */
  private static String escaped(int character) {
    if (character == '"' || character == '\\') {
      return "\\" + Character.toString(character);
    }
    if (leavesInk(character)) {
      return Character.toString(character);
    }
    if (character == '\n') {
      return "\\n";
    }
    if (character == '\t') {
      return "\\t";
    }
    StringBuilder units = new StringBuilder();
    for (char unit : Character.toChars(character)) {
      units.append(String.format("\\u%04x", (int) unit));
    }
    return units.toString();
  }

  private static boolean leavesInk(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      // A no-break space looks like the plain one, which is the only one that a name may hold.
      case Character.SPACE_SEPARATOR -> character == ' ';
      default -> true;
    };
  }
}
