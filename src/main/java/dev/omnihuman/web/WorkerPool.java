package dev.omnihuman.web;

import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.io.Closeable;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A few threads for one kind of work that may wait, and few places before them: what hangs there
 * keeps nothing else from being done. Idle threads end, and none keeps the program from ending.
 */
final class WorkerPool {

  private static final Logger LOG = LoggerFactory.getLogger(WorkerPool.class);

  private static final long IDLE_SECONDS = 30;

  private final ThreadPoolExecutor threads;

  /**
   * @param name of the work, for its threads
   * @param places for work that waits for a thread; what comes beyond is refused with 503
   */
  WorkerPool(String name, int threads, int places) {
    AtomicInteger number = new AtomicInteger();
    this.threads =
        new ThreadPoolExecutor(
            threads,
            threads,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(places),
            work -> {
              Thread thread = new Thread(work, "web-" + name + "-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    this.threads.allowCoreThreadTimeOut(true);
  }

  /** Does it, however long it takes; what becomes of it is told in the request's thread. */
  <T> Future<T> run(RoutingContext context, Callable<T> work) {
    return begin(context, new Task<>(work));
  }

  /**
   * Does it, if it can be begun in time.
   *
   * @param atMost after this time the answer is a {@link TimeoutException}, though the work may yet
   *     be done, or a {@link RefusedException} of 503 if it was not begun and never will be
   */
  <T> Future<T> run(RoutingContext context, Duration atMost, Callable<T> work) {
    Task<T> task = new Task<>(work);
    long timer = context.vertx().setTimer(atMost.toMillis(), late -> giveUp(task));
    return begin(context, task).onComplete(done -> context.vertx().cancelTimer(timer));
  }

  private <T> Future<T> begin(RoutingContext context, Task<T> task) {
    try {
      threads.execute(task);
    } catch (RejectedExecutionException e) {
      task.answer.completeExceptionally(busy());
    }
    return Future.fromCompletionStage(task.answer, context.vertx().getOrCreateContext());
  }

  private void giveUp(Task<?> task) {
    if (threads.remove(task)) {
      task.answer.completeExceptionally(busy());
    } else {
      task.answer.completeExceptionally(new TimeoutException("no answer in time"));
    }
  }

  private static RefusedException busy() {
    return new RefusedException(
        503, "Too much is asked at once. Nothing was done; ask again in a while.");
  }

  private static final class Task<T> implements Runnable {

    private final Callable<T> work;
    final CompletableFuture<T> answer = new CompletableFuture<>();

    Task(Callable<T> work) {
      this.work = work;
    }

    @Override
    public void run() {
      try {
        T found = work.call();
        if (!answer.complete(found) && found instanceof Closeable unwanted) {
          unwanted.close();
        }
      } catch (Exception e) {
        fail(e);
      }
    }

    private void fail(Exception e) {
      if (!answer.completeExceptionally(e)) {
        LOG.warn("what nobody waits for any more has failed: {}", e.toString());
      }
    }
  }
}
