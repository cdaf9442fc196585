package dev.omnihuman.app;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/**
 * A terminal with some lines at its lower end that are drawn again and again. What is printed in
 * the meantime, such as log lines, goes above them.
 */
final class LinesBelow extends OutputStream {

  private static final String UP = "\033[%dA";
  private static final String CLEAR_BELOW = "\r\033[J";

  private final Terminal terminal;
  private List<String> lines = List.of();
  private int drawn;
  private boolean atLineStart = true;

  LinesBelow(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Puts these lines in the place of those before; no longer ones than the terminal is wide. */
  synchronized void show(List<String> fresh) throws IOException {
    lines = List.copyOf(fresh);
    erase();
    draw();
    terminal.out().flush();
  }

  private void erase() throws IOException {
    if (drawn > 0) {
      put(UP.formatted(drawn) + CLEAR_BELOW);
      drawn = 0;
    }
  }

  /** Not below half a line: its end is still to come. */
  private void draw() throws IOException {
    if (atLineStart && !lines.isEmpty()) {
      put(String.join("\n", lines) + "\n");
      drawn = lines.size();
    }
  }

  private void put(String text) throws IOException {
    terminal.out().write(text.getBytes(terminal.charset()));
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return;
    }
    erase();
    terminal.out().write(bytes, offset, length);
    atLineStart = bytes[offset + length - 1] == '\n';
    draw();
  }

  @Override
  public synchronized void flush() throws IOException {
    terminal.out().flush();
  }

  /** The lines are gone; what was printed stays. The terminal stays open. */
  @Override
  public void close() throws IOException {
    show(List.of());
  }
}
