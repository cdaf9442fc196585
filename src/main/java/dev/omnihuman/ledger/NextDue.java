package dev.omnihuman.ledger;

import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * When each kind of work is worth asking for. Only a hint, which spares an idle database: every
 * step that this process stores is noticed, and what others do is found by asking once a second.
 */
final class NextDue {

  private static final Duration ASK_AT_LEAST_EVERY = Duration.ofSeconds(1);

  private final Clock clock;
  private volatile boolean stopped;
  private final Map<JobState, AtomicLong> askAt = new EnumMap<>(JobState.class);

  NextDue(Clock clock) {
    this.clock = clock;
    for (JobState state : JobState.values()) {
      askAt.put(state, new AtomicLong());
    }
  }

  /** Whether to ask now. If so, what is noticed from now on counts for the next time. */
  boolean isWorthAsking(JobState state) {
    long now = clock.millis();
    AtomicLong at = of(state);
    long wait = at.get() - now;
    // A longer wait was never asked for: the clock was set back.
    if (wait > 0 && wait <= ASK_AT_LEAST_EVERY.toMillis()) {
      return false;
    }
    at.set(now + ASK_AT_LEAST_EVERY.toMillis());
    return true;
  }

  void notice(Job job) {
    notice(job.state(), job.progress().dueAt());
  }

  void notice(JobState state, @Nullable Instant dueAt) {
    if (dueAt != null) {
      long millis = dueAt.toEpochMilli();
      if (of(state).getAndAccumulate(millis, Math::min) > millis) {
        wakeAll();
      }
    }
  }

  /** Returns when it is worth asking, and no later than after the given time. */
  synchronized void await(JobState state, Duration atMost) throws InterruptedException {
    long end = System.nanoTime() + atMost.toNanos();
    for (long left = atMost.toMillis(); left > 0 && !stopped; ) {
      long untilDue = of(state).get() - clock.millis();
      if (untilDue <= 0) {
        return;
      }
      wait(Math.min(left, untilDue));
      left = Duration.ofNanos(end - System.nanoTime()).toMillis();
    }
  }

  /** From now on nobody waits. */
  void stopWaiting() {
    stopped = true;
    wakeAll();
  }

  private synchronized void wakeAll() {
    notifyAll();
  }

  /** Something changed that no single job tells of. */
  void noticeAll() {
    askAt.values().forEach(at -> at.set(0));
    wakeAll();
  }

  private AtomicLong of(JobState state) {
    return Objects.requireNonNull(askAt.get(state));
  }
}
