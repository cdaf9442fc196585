package dev.omnihuman.health;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Some checks, and what they say together. Each has a thread of its own and a time to answer in, so
 * that one thing that hangs, such as a share, hides nothing of the others; however often it is
 * asked, each looks once a second at most, and never twice at once.
 */
public final class Health implements AutoCloseable {

  /** How long somebody waits who asks. */
  public static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final Duration GOOD_FOR = Duration.ofSeconds(1);

  /** What one check says. */
  public record Line(String name, Finding finding) {}

  /** What all of them say. */
  public record Report(List<Line> lines) {

    public boolean isUp() {
      return lines.stream().allMatch(line -> line.finding().good());
    }
  }

  private record Watched(String name, Sampled<Finding> sampled) {}

  private final List<Watched> checks = new ArrayList<>();
  private final ExecutorService workers;

  /**
   * @param name of what they tell, for their threads
   */
  public Health(String name, List<Check> checks, Clock clock) {
    AtomicInteger number = new AtomicInteger();
    workers =
        Executors.newCachedThreadPool(
            work -> {
              Thread thread = new Thread(work, "health-" + name + "-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    for (Check check : checks) {
      this.checks.add(
          new Watched(check.name(), new Sampled<>(() -> look(check), GOOD_FOR, workers, clock)));
    }
  }

  private static Finding look(Check check) {
    try {
      return check.look().get();
    } catch (RuntimeException e) {
      return Finding.bad(String.valueOf(e.getMessage()));
    }
  }

  /** Looks, unless it has just looked; for at most {@link #PATIENCE} in all. */
  public Report look() {
    long end = System.nanoTime() + PATIENCE.toNanos();
    // All begin before one is waited for.
    checks.forEach(check -> check.sampled().refresh(Duration.ZERO));
    List<Line> lines = new ArrayList<>();
    for (Watched check : checks) {
      Duration left = Duration.ofNanos(Math.max(0, end - System.nanoTime()));
      boolean answered = check.sampled().refresh(left);
      lines.add(new Line(check.name(), found(check.sampled(), answered)));
    }
    return new Report(List.copyOf(lines));
  }

  private static Finding found(Sampled<Finding> sampled, boolean answered) {
    if (!answered) {
      return noAnswer(sampled.waiting());
    }
    return sampled.age().compareTo(Sampled.LONGEST_REST) > 0
        ? noAnswer(sampled.age())
        : sampled.get().orElse(Finding.bad("the program is stopping"));
  }

  private static Finding noAnswer(Duration since) {
    return Finding.bad("no answer for %d s".formatted(since.toSeconds()));
  }

  @Override
  public void close() {
    workers.shutdownNow();
  }
}
