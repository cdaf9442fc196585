package dev.omnihuman.intake;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/**
 * A JSON value as it was met.
 *
 * @param line where it begins, counted from 1
 * @param token its kind
 * @param text what it says; empty for arrays and objects, whose inside nobody needs
 */
record Value(int line, JsonToken token, String text) {

  /** Takes the parser's current value and leaves the parser at that value's end. */
  static Value take(JsonParser parser) throws IOException {
    int line = parser.currentTokenLocation().getLineNr();
    JsonToken token = parser.currentToken();
    if (token.isStructStart()) {
      parser.skipChildren();
      return new Value(line, token, "");
    }
    return new Value(line, token, parser.getText());
  }

  boolean isText() {
    return token == JsonToken.VALUE_STRING;
  }

  boolean isBoolean() {
    return token.isBoolean();
  }

  /** What it is, in words for a message. */
  String found() {
    return switch (token) {
      case VALUE_STRING -> Shown.quoted(text);
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "the number " + Shown.visible(text);
      case START_ARRAY -> "an array";
      case START_OBJECT -> "an object";
      default -> text;
    };
  }
}
