package dev.omnihuman.app;

import dev.omnihuman.desk.Spoken;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Progress for a person at a terminal: bars at its lower end. Log lines go above them, because they
 * tell of each job, and bars of all: while these are shown, everything that is printed to standard
 * output comes through here.
 */
final class ProgressBars implements ProgressView {

  private static final Logger LOG = LoggerFactory.getLogger(ProgressBars.class);

  /** The library would draw by itself; we draw when there is something to draw. */
  private static final int NEVER_BY_ITSELF_MILLIS = 1 << 30;

  private final Terminal terminal;
  private final PrintStream standardOutput;
  private final LinesBelow screen;
  private final Bar submitted;
  private final Bar made;
  private final Bar downloaded;
  private boolean closed;

  ProgressBars(Terminal terminal) {
    this.terminal = terminal;
    this.standardOutput = System.out;
    this.screen = new LinesBelow(terminal);
    this.submitted = new Bar("submitted ");
    this.made = new Bar("finished  ");
    this.downloaded = new Bar("downloaded");
    System.setOut(new PrintStream(screen, true, terminal.charset()));
  }

  @Override
  public synchronized void show(BatchProgress now) {
    if (closed) {
      return;
    }
    List<String> lines = new ArrayList<>();
    lines.add(submitted.at(now.submitted(), now.all(), now.waitingForSubmit() + " to submit"));
    lines.add(made.at(now.made(), now.hopeful(), now.atGateway() + " at the gateway"));
    lines.add(
        downloaded.at(
            now.delivered(),
            now.hopeful(),
            now.downloads() == 0 ? "" : now.downloads() + " at " + now.speed()));
    String expected = now.atGateway() == 0 ? "" : now.expected();
    lines.add(fitting(now.rest() + (expected.isEmpty() ? "" : "; " + expected)));
    draw(lines);
  }

  private void draw(List<String> lines) {
    try {
      screen.show(lines);
    } catch (IOException e) {
      // The work is more than its picture.
      closed = true;
      System.setOut(standardOutput);
      LOG.warn("progress is shown no more: {}", e.toString());
    }
  }

  /** A line that is broken in two could not be drawn over. */
  private String fitting(String line) {
    return Columns.fitting(Spoken.printable(line), terminal.columns());
  }

  /** One column is left free: some terminals begin a new line when the last one is used. */
  private int width() {
    return Math.max(1, terminal.columns() - 1);
  }

  /** The bars are gone: the summary tells how it ended. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    draw(List.of());
    System.setOut(standardOutput);
    List.of(submitted, made, downloaded).forEach(Bar::close);
  }

  /** One bar, drawn by the library into a line of ours. */
  private final class Bar {

    private final Line line = new Line();
    private final ProgressBar bar;

    Bar(String name) {
      ProgressBarStyle style =
          terminal.charset().name().toUpperCase(Locale.ROOT).startsWith("UTF")
              ? ProgressBarStyle.UNICODE_BLOCK
              : ProgressBarStyle.ASCII;
      bar =
          new ProgressBarBuilder()
              .setTaskName(name)
              .setStyle(style)
              .setUpdateIntervalMillis(NEVER_BY_ITSELF_MILLIS)
              // Otherwise nothing is drawn when the number is 0, or became smaller.
              .continuousUpdate()
              .hideEta()
              .setConsumer(line)
              .build();
    }

    String at(long done, long all, String message) {
      bar.maxHint(all);
      bar.stepTo(done);
      bar.setExtraMessage(message);
      bar.refresh();
      return fitting(line.text);
    }

    void close() {
      bar.close();
    }
  }

  /** Where the library draws. */
  private final class Line implements ProgressBarConsumer {

    private volatile String text = "";

    @Override
    public int getMaxRenderedLength() {
      return width();
    }

    @Override
    public void accept(String rendered) {
      text = rendered;
    }

    @Override
    public void close() {
      // The terminal is not the library's to close.
    }
  }
}
