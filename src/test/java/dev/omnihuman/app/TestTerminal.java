package dev.omnihuman.app;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A terminal of paper: it keeps what is printed, and can tell what a person would see. */
final class TestTerminal implements Terminal {

  private final boolean interactive;
  private final int columns;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private TestTerminal(boolean interactive, int columns) {
    this.interactive = interactive;
    this.columns = columns;
  }

  static TestTerminal pipe() {
    return new TestTerminal(false, 80);
  }

  static TestTerminal ofColumns(int columns) {
    return new TestTerminal(true, columns);
  }

  @Override
  public boolean isInteractive() {
    return interactive;
  }

  @Override
  public int columns() {
    return columns;
  }

  @Override
  public int rows() {
    return 24;
  }

  @Override
  public ByteArrayOutputStream out() {
    return out;
  }

  @Override
  public Charset charset() {
    return StandardCharsets.UTF_8;
  }

  /** Everything that was printed, with its escapes. */
  String printed() {
    return out.toString(StandardCharsets.UTF_8);
  }

  /** What stands there now: lines that go up, are cleared and written again, as a terminal does. */
  List<String> screen() {
    List<String> lines = new ArrayList<>(List.of(""));
    int row = 0;
    String text = printed();
    for (int at = 0; at < text.length(); ) {
      if (text.startsWith("\033[", at)) {
        int end = at + 2;
        while (Character.isDigit(text.charAt(end))) {
          end++;
        }
        if (text.charAt(end) == 'A') {
          row -= Integer.parseInt(text.substring(at + 2, end));
        } else if (text.charAt(end) == 'J') {
          lines = new ArrayList<>(lines.subList(0, row));
          lines.add("");
        } else {
          throw new AssertionError("an escape that no test knows: " + text.charAt(end));
        }
        at = end + 1;
        continue;
      }
      char letter = text.charAt(at++);
      if (letter == '\n') {
        row++;
        if (row == lines.size()) {
          lines.add("");
        }
      } else if (letter != '\r') {
        String line = lines.get(row) + letter;
        if (line.length() > columns) {
          throw new AssertionError("a line is wider than the terminal: " + line);
        }
        lines.set(row, line);
      }
    }
    return lines;
  }
}
