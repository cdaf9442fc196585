package dev.omnihuman.block;

import dev.omnihuman.job.Job;
import dev.omnihuman.ledger.JobLedger;
import dev.omnihuman.ledger.LedgerException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who waits for the end of jobs. The memory of a wait is the job itself: whoever asks again after a
 * restart waits on.
 */
final class Waits {

  private static final Logger LOG = LoggerFactory.getLogger(Waits.class);

  /** A job may be ended by another program over the same ledger, of which nobody tells us. */
  private static final Duration LOOK_EVERY = Duration.ofSeconds(10);

  private final JobLedger ledger;
  private final Executor continuations;
  private final ScheduledExecutorService timer;
  private final Map<String, Set<Wait>> waiting = new HashMap<>();
  private boolean stopped;

  /** One exchange that waits. */
  private static final class Wait {
    private final Job job;
    private final CompletableFuture<Job> end = new CompletableFuture<>();

    Wait(Job job) {
      this.job = job;
    }
  }

  /**
   * @param continuations runs what comes after a wait; the ledger's own threads have other work
   */
  Waits(JobLedger ledger, Executor continuations, ScheduledExecutorService timer) {
    this.ledger = ledger;
    this.continuations = continuations;
    this.timer = timer;
    ledger.watch(this::changed);
    timer.scheduleWithFixedDelay(
        this::look, LOOK_EVERY.toMillis(), LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Before a job is accepted for which nobody would wait. */
  synchronized void requireOpen() {
    if (stopped) {
      throw new IllegalStateException("the application stops; nothing was accepted");
    }
  }

  /**
   * @return the ended job; fails with a {@link JobPendingException} after the timeout, and when the
   *     application stops
   */
  CompletableFuture<Job> untilEnd(Job job, Duration timeout) {
    Wait wait = new Wait(job);
    synchronized (this) {
      if (stopped) {
        wait.end.completeExceptionally(stopping(job));
        return wait.end;
      }
      waiting.computeIfAbsent(job.id(), id -> new HashSet<>()).add(wait);
    }
    Future<?> timeoutTask =
        timer.schedule(() -> giveUp(wait, timeout), timeout.toMillis(), TimeUnit.MILLISECONDS);
    wait.end.whenComplete((ended, trouble) -> timeoutTask.cancel(false));
    // After it was written down, so that an end in between is not missed.
    ledger.find(job.id()).ifPresent(this::changed);
    return wait.end;
  }

  private void changed(Job job) {
    if (!job.state().isTerminal()) {
      return;
    }
    Set<Wait> ended;
    synchronized (this) {
      ended = waiting.remove(job.id());
    }
    if (ended != null) {
      ended.forEach(wait -> continuations.execute(() -> wait.end.complete(job)));
    }
  }

  private void look() {
    List<String> jobs;
    synchronized (this) {
      jobs = List.copyOf(waiting.keySet());
    }
    try {
      jobs.forEach(id -> ledger.find(id).ifPresent(this::changed));
    } catch (LedgerException e) {
      LOG.warn("the ledger cannot be asked for jobs that are waited for: {}", e.getMessage());
    }
  }

  private void giveUp(Wait wait, Duration timeout) {
    synchronized (this) {
      Set<Wait> same = waiting.get(wait.job.id());
      if (same == null || !same.remove(wait)) {
        return; // it has just ended
      }
      if (same.isEmpty()) {
        waiting.remove(wait.job.id());
      }
    }
    continuations.execute(
        () ->
            wait.end.completeExceptionally(
                new JobPendingException(
                    now(wait.job), "no result within %d s".formatted(timeout.toSeconds()))));
  }

  private Job now(Job job) {
    try {
      Optional<Job> found = ledger.find(job.id());
      return found.orElse(job);
    } catch (LedgerException e) {
      return job; // how it stood when the wait began is better than no answer
    }
  }

  private static JobPendingException stopping(Job job) {
    return new JobPendingException(job, "the application stops");
  }

  /** Lets everybody go, now and from now on. */
  synchronized void stop() {
    stopped = true;
    waiting
        .values()
        .forEach(
            waits ->
                waits.forEach(
                    wait ->
                        continuations.execute(
                            () -> wait.end.completeExceptionally(stopping(now(wait.job))))));
    waiting.clear();
  }
}
