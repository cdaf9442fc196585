package dev.omnihuman.ledger;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Lets callers that come at the same time share one commit: a thread of its own takes all that wait
 * and commits them together. A durable commit costs one flush of the disk, whether it holds one
 * step or fifty.
 *
 * @param <Q> what is asked to be stored
 * @param <R> what was stored
 */
public final class GroupCommit<Q, R> implements AutoCloseable {

  /** A request that waits for its answer. */
  public static final class Pending<Q, R> {
    private final Q asked;
    private final long askedNanos = System.nanoTime();
    private final CompletableFuture<R> answer = new CompletableFuture<>();

    private Pending(Q asked) {
      this.asked = asked;
    }

    public Q asked() {
      return asked;
    }

    public void stored(R result) {
      answer.complete(result);
    }

    void refused(RuntimeException reason) {
      answer.completeExceptionally(reason);
    }
  }

  private static final int LARGEST_GROUP = 256;

  private final BlockingQueue<Pending<Q, R>> waiting = new LinkedBlockingQueue<>();
  private final Consumer<List<Pending<Q, R>>> commit;
  private final Thread writer = new Thread(this::commitGroups, "ledger-writer");
  private volatile boolean ended;

  /** The one of those that are being committed that has waited longest; null while none is. */
  private volatile @Nullable Pending<Q, R> first;

  /**
   * @param commit stores a group in one transaction and answers each of its members; if it throws,
   *     nothing was stored, and each member is committed alone: who throws then gets the exception.
   *     An {@link UnclearCommitException} is everybody's at once
   */
  public GroupCommit(Consumer<List<Pending<Q, R>>> commit) {
    this.commit = commit;
    writer.setDaemon(true);
    writer.start();
  }

  /** Returns when the request is stored, durably. */
  public R store(Q asked) {
    Pending<Q, R> mine = new Pending<>(asked);
    waiting.add(mine);
    // Whoever comes too late for the writer's last look sees that it has ended, and the reverse.
    if (ended) {
      refuseAll(drain());
    }
    try {
      return mine.answer.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException reason ? reason : e;
    }
  }

  WriterState state() {
    // Whoever is being committed came before whoever waits.
    Pending<Q, R> oldest = first;
    if (oldest == null) {
      oldest = waiting.peek();
    }
    Duration wait =
        oldest == null ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - oldest.askedNanos);
    return new WriterState(writer.isAlive(), waiting.size(), wait);
  }

  private void commitGroups() {
    try {
      while (true) {
        List<Pending<Q, R>> group = new ArrayList<>();
        group.add(waiting.take());
        first = group.get(0);
        waiting.drainTo(group, LARGEST_GROUP - 1);
        commit(group);
        first = null;
      }
    } catch (InterruptedException e) {
      // Closed: that is the end.
    } finally {
      ended = true;
      refuseAll(drain());
    }
  }

  private void commit(List<Pending<Q, R>> group) {
    try {
      commit.accept(group);
    } catch (RuntimeException e) {
      // What may have been stored must not be stored again.
      if (group.size() == 1 || e instanceof UnclearCommitException) {
        group.forEach(member -> member.refused(e));
      } else {
        // One member may be to blame; the others must not suffer for it.
        group.forEach(member -> commit(List.of(member)));
      }
    } finally {
      // Not even an Error may leave anybody waiting for an answer; whoever has one keeps it.
      refuseAll(group);
    }
  }

  private List<Pending<Q, R>> drain() {
    List<Pending<Q, R>> left = new ArrayList<>();
    waiting.drainTo(left);
    return left;
  }

  private void refuseAll(List<Pending<Q, R>> members) {
    members.forEach(
        member -> member.refused(new LedgerException("the ledger takes no more writes", null)));
  }

  /** What is being committed is finished; what waits is refused. */
  @Override
  public void close() {
    writer.interrupt();
    try {
      writer.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
