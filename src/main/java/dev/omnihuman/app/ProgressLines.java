package dev.omnihuman.app;

import java.io.PrintWriter;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Progress for a pipe or a file: now and then a plain line, when there is news, and a last one. No
 * carriage return and no escape, ever.
 */
final class ProgressLines implements ProgressView {

  static final Duration EVERY = Duration.ofSeconds(10);

  private final PrintWriter out;
  private @Nullable BatchProgress told;
  private @Nullable BatchProgress latest;
  private boolean closed;

  ProgressLines(PrintWriter out) {
    this.out = out;
  }

  @Override
  public synchronized void show(BatchProgress now) {
    latest = now;
    if (told == null) {
      told = now; // what it begins with is no news
    } else if (now.at().isAfter(told.at().plus(EVERY))) {
      tell(told, now);
    }
  }

  private void tell(BatchProgress before, BatchProgress now) {
    if (!closed && now.isNewsAfter(before)) {
      out.println("progress: " + now.line());
      out.flush();
      told = now;
    }
  }

  @Override
  public synchronized void close() {
    if (told != null && latest != null) {
      tell(told, latest);
    }
    closed = true;
  }
}
