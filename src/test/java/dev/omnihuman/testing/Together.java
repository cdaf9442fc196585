package dev.omnihuman.testing;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Lets threads begin at the same moment, and waits for all of them. */
public final class Together {

  private Together() {}

  /** Every thread does the same. */
  public static <T> List<T> run(int threads, Callable<T> work) throws Exception {
    return run(Collections.nCopies(threads, work));
  }

  /** A thread for each piece of work; the results in the order of the pieces. */
  public static <T> List<T> run(List<Callable<T>> pieces) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(pieces.size());
    try {
      CyclicBarrier start = new CyclicBarrier(pieces.size());
      List<Future<T>> running = new ArrayList<>();
      for (Callable<T> piece : pieces) {
        running.add(
            threads.submit(
                () -> {
                  start.await();
                  return piece.call();
                }));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> each : running) {
        results.add(each.get(2, TimeUnit.MINUTES));
      }
      return results;
    } finally {
      threads.shutdownNow();
    }
  }
}
