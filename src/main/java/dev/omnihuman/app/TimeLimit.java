package dev.omnihuman.app;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps what may take for ever, such as a share that hangs, from holding up the program's end. */
final class TimeLimit {

  private static final Logger LOG = LoggerFactory.getLogger(TimeLimit.class);

  private TimeLimit() {}

  /**
   * Returns when the work is done, or has failed, or the time is over; then it is left to itself.
   *
   * @param name of the work, for people
   */
  static void run(String name, Duration atMost, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.setUncaughtExceptionHandler((failed, e) -> LOG.error("{} failed", name, e));
    thread.start();
    try {
      thread.join(atMost.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive()) {
      LOG.warn("{} took longer than {} s; the program ends without", name, atMost.toSeconds());
    }
  }
}
