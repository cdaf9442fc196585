package dev.omnihuman.health;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A value that is costly to find out, or may not be found out at all for a while: it is asked for
 * when somebody wants it, by one thread at a time, and seldom enough to cost next to nothing.
 *
 * @param <T> the value
 */
public final class Sampled<T> {

  private static final Logger LOG = LoggerFactory.getLogger(Sampled.class);

  /** Of each second, this part at most is spent on asking. */
  private static final int ONE_IN = 20;

  /** Unless that made the value too old: what once took long may be quick again. */
  static final Duration LONGEST_REST = Duration.ofSeconds(30);

  /**
   * @param at when it was found out
   */
  private record Sample<T>(T value, Instant at) {}

  private final Supplier<T> source;
  private final Duration keep;
  private final Executor worker;
  private final Clock clock;
  private final Instant since;
  private volatile @Nullable Sample<T> latest;
  private @Nullable CompletableFuture<Void> underWay;
  private Instant begunAt;
  private Instant next;

  /**
   * @param source may take long, and may throw
   * @param keep how long a value is good enough, at least
   * @param worker asks; one that never comes back blocks this value alone, if it has a thread of
   *     its own
   */
  public Sampled(Supplier<T> source, Duration keep, Executor worker, Clock clock) {
    this.source = source;
    this.keep = keep;
    this.worker = worker;
    this.clock = clock;
    this.since = clock.instant();
    this.next = since;
    this.begunAt = since;
  }

  /** The latest value; empty before the first one. */
  public Optional<T> get() {
    Sample<T> sample = latest;
    return sample == null ? Optional.empty() : Optional.of(sample.value());
  }

  /** How old the latest value is; before the first one, since when it has been wanted. */
  public Duration age() {
    Sample<T> sample = latest;
    return Duration.between(sample == null ? since : sample.at(), clock.instant());
  }

  /** For how long the question has been without an answer that was put last. */
  public synchronized Duration waiting() {
    return Duration.between(begunAt, clock.instant());
  }

  /**
   * Asks anew if the latest value is too old.
   *
   * @param patience how long to wait for the answer; a later one counts for the next time
   * @return whether nobody is still asking
   */
  public boolean refresh(Duration patience) {
    try {
      begin().get(patience.toNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("asking tells of its failures itself", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private synchronized CompletableFuture<Void> begin() {
    CompletableFuture<Void> running = underWay;
    if (running != null && !running.isDone()) {
      return running;
    }
    Instant now = clock.instant();
    if (now.isBefore(next)) {
      return CompletableFuture.completedFuture(null);
    }
    try {
      CompletableFuture<Void> begun = CompletableFuture.runAsync(this::ask, worker);
      underWay = begun;
      begunAt = now;
      return begun;
    } catch (RejectedExecutionException e) {
      // The program stops.
      return CompletableFuture.completedFuture(null);
    }
  }

  private void ask() {
    Instant began = clock.instant();
    try {
      latest = new Sample<>(source.get(), clock.instant());
    } catch (RuntimeException e) {
      // The old value's age tells of it.
      LOG.debug("not found out: {}", e.toString());
    } finally {
      next(began.plus(rest(Duration.between(began, clock.instant()))));
    }
  }

  private Duration rest(Duration cost) {
    Duration wanted = cost.multipliedBy(ONE_IN);
    Duration rest = wanted.compareTo(LONGEST_REST) < 0 ? wanted : LONGEST_REST;
    return rest.compareTo(keep) > 0 ? rest : keep;
  }

  private synchronized void next(Instant at) {
    next = at;
  }
}
