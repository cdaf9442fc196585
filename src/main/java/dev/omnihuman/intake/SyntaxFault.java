package dev.omnihuman.intake;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The place where a text stops being JSON, in words for people. The parser's own words name its
 * settings and repeat what may be a secret.
 */
record SyntaxFault(String text, JsonParser parser, JsonProcessingException cause) {

  /** Its beginning is enough to find it: behind a stray quote it may be the rest of a secret. */
  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}_]{1,12}");

  Problem problem() {
    if (cause instanceof StreamConstraintsException) {
      String found = "more than " + ManifestReader.MAX_DEPTH + " levels of objects and arrays";
      return at(found, "at most " + ManifestReader.MAX_DEPTH);
    }
    int index = index();
    if (index >= text.length()) {
      return at("the end of the text inside " + unfinished(), "one whole JSON object");
    }
    return broken(index, text.codePointAt(index));
  }

  private Problem broken(int index, int character) {
    boolean escape = index > 0 && text.charAt(index - 1) == '\\';
    if (escape) {
      return at(quoted("\\" + Character.toString(character)), "\\\\ for a backslash in quotes");
    }
    return switch (character) {
      case '\n', '\r' -> at("a line break inside quotes", "a closing quote on the same line");
      case '/', '#' -> at("a comment or a text without quotes", "JSON, which has no comments");
      case '}', ']' -> closing(index, character);
      case '"' -> at("a quote where none can be", "a comma between fields, a colon after a name");
      case '\'', '“', '”', '„', '‘', '’', '«', '»', '`' ->
          at("the quote " + Character.toString(character), "straight double quotes (\")");
      default -> wordOrCharacter(index, character);
    };
  }

  private Problem closing(int index, int character) {
    String before = text.substring(0, index).stripTrailing();
    String bracket = quoted(Character.toString(character));
    return before.endsWith(",")
        ? at("a comma before " + bracket, "no comma after the last one")
        : at(bracket + " where it cannot be", "JSON");
  }

  private Problem wordOrCharacter(int index, int character) {
    Matcher word = WORD.matcher(text).region(index, text.length());
    if (word.lookingAt()) {
      return at(quoted(word.group()) + " where it cannot be", "JSON, its texts in double quotes");
    }
    return at(quoted(Character.toString(character)) + " where it cannot be", "JSON");
  }

  /** Where the first character stands that cannot be, or the text's length if it just ends. */
  private int index() {
    if (cause instanceof JsonEOFException || cause.getLocation() == null) {
      return text.length();
    }
    int index = (int) Math.max(0, cause.getLocation().getCharOffset());
    // A plus sign is refused behind it, too.
    if (index > 0 && text.charAt(index - 1) == '+') {
      return index - 1;
    }
    // NaN and its kind are refused behind the word.
    boolean behindWord = cause.getOriginalMessage().startsWith("Non-standard token");
    while (behindWord && index > 0 && Character.isLetter(text.charAt(index - 1))) {
      index--;
    }
    return index;
  }

  private String unfinished() {
    if (cause instanceof JsonEOFException end && end.getTokenBeingDecoded() != null) {
      return "quotes";
    }
    return parser.getParsingContext().inArray() ? "an array" : "an object";
  }

  private Problem at(String found, String allowed) {
    return new Problem(parser.currentLocation().getLineNr(), null, found, allowed);
  }

  private static String quoted(String text) {
    return Shown.quoted(text);
  }
}
