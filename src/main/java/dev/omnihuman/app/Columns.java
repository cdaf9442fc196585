package dev.omnihuman.app;

import org.jline.utils.WCWidth;

/** How wide text is at a terminal. */
final class Columns {

  private Columns() {}

  /**
   * As much of a line as can be drawn over again. One column is left free: some terminals begin a
   * new line when the last one is used, and others take an order to clear the rest of the line for
   * one that is about its last letter.
   */
  static String fitting(String line, int columns) {
    int room = Math.max(1, columns - 1);
    int width = 0;
    for (int at = 0; at < line.length(); ) {
      int letter = line.codePointAt(at);
      width += Math.max(0, WCWidth.wcwidth(letter));
      if (width > room) {
        return line.substring(0, at);
      }
      at += Character.charCount(letter);
    }
    return line;
  }
}
