package dev.omnihuman.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

/**
 * Shows a page again and again: at a terminal in the place of the one before, elsewhere one after
 * the other, until nobody reads any more or the process is told to stop.
 */
final class Watching {

  private static final String HOME = "\033[H";
  private static final String CLEAR_LINE = "\033[K";
  private static final String CLEAR_BELOW = "\033[J";

  private final Terminal terminal;
  private final PrintWriter out;
  private final boolean drawn;

  /**
   * @param whole for programs: pages are neither drawn over each other nor cut
   */
  Watching(Terminal terminal, boolean whole) {
    this.terminal = terminal;
    this.drawn = terminal.isInteractive() && !whole;
    this.out = new PrintWriter(terminal.out(), false, terminal.charset());
  }

  /** What is shown, as it is at that moment. */
  interface Page {
    void print(PrintWriter out) throws IOException;
  }

  /** The wait between two pages. */
  interface Pause {
    /** Whether to go on. */
    boolean isOver() throws InterruptedException;
  }

  void show(Page page, Pause pause) throws IOException, InterruptedException {
    boolean first = true;
    do {
      StringWriter text = new StringWriter();
      page.print(new PrintWriter(text));
      if (drawn) {
        draw(text.toString().lines().toList());
      } else {
        out.print(first ? "" : System.lineSeparator());
        out.print(text);
      }
      first = false;
      // What is closed, such as the pipe to a pager that was left, is noticed here.
    } while (!out.checkError() && pause.isOver());
  }

  /** Each line over the old one: a screen that is cleared first would flicker. */
  private void draw(List<String> lines) {
    out.print(HOME);
    int last = Math.max(1, terminal.rows() - 1);
    int columns = terminal.columns();
    for (String line : lines.subList(0, Math.min(last, lines.size()))) {
      out.print(Columns.fitting(line, columns));
      out.print(CLEAR_LINE + "\n");
    }
    out.print(CLEAR_BELOW);
  }
}
