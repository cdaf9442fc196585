package dev.omnihuman.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Lets callers that come at the same time share one commit. Whoever gets the lock first commits for
 * all who came before; a durable commit costs one flush of the disk, whether it holds one step or
 * fifty.
 *
 * @param <Q> what is asked to be stored
 * @param <R> what was stored
 */
final class GroupCommit<Q, R> {

  /** A request that waits for its answer. */
  static final class Pending<Q, R> {
    private final Q asked;
    private final CompletableFuture<R> answer = new CompletableFuture<>();

    private Pending(Q asked) {
      this.asked = asked;
    }

    Q asked() {
      return asked;
    }

    void stored(R result) {
      answer.complete(result);
    }

    void refused(RuntimeException reason) {
      answer.completeExceptionally(reason);
    }
  }

  private static final int LARGEST_GROUP = 256;

  private final ConcurrentLinkedQueue<Pending<Q, R>> waiting = new ConcurrentLinkedQueue<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Consumer<List<Pending<Q, R>>> commit;

  /**
   * @param commit stores a group in one transaction and answers each of its members; if it throws,
   *     nothing was stored and every member gets the exception
   */
  GroupCommit(Consumer<List<Pending<Q, R>>> commit) {
    this.commit = commit;
  }

  R store(Q asked) {
    Pending<Q, R> mine = new Pending<>(asked);
    waiting.add(mine);
    lock.lock();
    try {
      while (!mine.answer.isDone()) {
        commitNextGroup();
      }
    } finally {
      lock.unlock();
    }
    try {
      return mine.answer.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException reason ? reason : e;
    }
  }

  private void commitNextGroup() {
    List<Pending<Q, R>> group = new ArrayList<>();
    for (Pending<Q, R> next; group.size() < LARGEST_GROUP && (next = waiting.poll()) != null; ) {
      group.add(next);
    }
    try {
      commit.accept(group);
    } catch (RuntimeException e) {
      group.forEach(member -> member.refused(e));
    } finally {
      // Not even an Error may leave anybody waiting for an answer; whoever has one keeps it.
      group.forEach(
          member -> member.refused(new LedgerException("the commit ended without answer", null)));
    }
  }
}
