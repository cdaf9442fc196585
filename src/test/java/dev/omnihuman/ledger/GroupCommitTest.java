package dev.omnihuman.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.omnihuman.ledger.GroupCommit.Pending;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class GroupCommitTest {

  private final CountDownLatch firstBegan = new CountDownLatch(1);
  private final CountDownLatch firstMayEnd = new CountDownLatch(1);
  private final List<List<String>> groups = new CopyOnWriteArrayList<>();

  @Test
  void should_commit_together_what_comes_while_a_commit_is_under_way() throws Exception {
    try (GroupCommit<String, String> commits = new GroupCommit<>(holdingTheFirst(answerAll()))) {
      Caller first = Caller.of(commits, "first");
      firstBegan.await();
      List<Caller> others = List.of(Caller.waiting(commits, "a"), Caller.waiting(commits, "b"));
      firstMayEnd.countDown();

      assertThat(first.answer()).isEqualTo("first stored");
      assertThat(others.get(0).answer()).isEqualTo("a stored");
      assertThat(others.get(1).answer()).isEqualTo("b stored");
      assertThat(groups).containsExactly(List.of("first"), List.of("a", "b"));
    }
  }

  @Test
  void should_tell_how_many_wait_and_for_how_long() throws Exception {
    try (GroupCommit<String, String> commits = new GroupCommit<>(holdingTheFirst(answerAll()))) {
      assertThat(commits.state()).isEqualTo(new WriterState(true, 0, Duration.ZERO));

      Caller first = Caller.of(commits, "first");
      firstBegan.await();
      Caller other = Caller.waiting(commits, "a");
      Duration before = commits.state().longestWait();
      assertThat(commits.state().waiting()).isEqualTo(1);
      assertThat(commits.state().longestWait()).isPositive().isGreaterThan(before);

      firstMayEnd.countDown();
      first.answer();
      other.answer();
      await()
          .untilAsserted(
              () -> assertThat(commits.state()).isEqualTo(new WriterState(true, 0, Duration.ZERO)));
    }
    GroupCommit<String, String> closed = new GroupCommit<>(answerAll());
    closed.close();
    assertThat(closed.state().alive()).isFalse();
  }

  @Test
  void should_store_the_others_of_a_group_that_one_member_makes_fail() throws Exception {
    IllegalStateException full = new IllegalStateException("disk full");
    Consumer<List<Pending<String, String>>> failing =
        group -> {
          if (group.stream().anyMatch(member -> member.asked().equals("a"))) {
            throw full;
          }
          answerAll().accept(group);
        };
    try (GroupCommit<String, String> commits = new GroupCommit<>(holdingTheFirst(failing))) {
      Caller first = Caller.of(commits, "first");
      firstBegan.await();
      List<Caller> others = List.of(Caller.waiting(commits, "a"), Caller.waiting(commits, "b"));
      firstMayEnd.countDown();

      assertThat(first.answer()).isEqualTo("first stored");
      assertThat(others.get(0).trouble()).isSameAs(full);
      assertThat(others.get(1).answer()).isEqualTo("b stored");
      assertThat(groups)
          .containsExactly(List.of("first"), List.of("a", "b"), List.of("a"), List.of("b"));
    }
  }

  @Test
  void should_tell_one_member_alone_why_it_was_refused() throws Exception {
    IllegalStateException stale = new IllegalStateException("stale");
    Consumer<List<Pending<String, String>>> choosy =
        group ->
            group.forEach(
                member -> {
                  if (member.asked().equals("a")) {
                    member.refused(stale);
                  } else {
                    member.stored(member.asked() + " stored");
                  }
                });
    try (GroupCommit<String, String> commits = new GroupCommit<>(holdingTheFirst(choosy))) {
      Caller.of(commits, "first");
      firstBegan.await();
      Caller refused = Caller.waiting(commits, "a");
      Caller stored = Caller.waiting(commits, "b");
      firstMayEnd.countDown();

      assertThat(refused.trouble()).isSameAs(stale);
      assertThat(stored.answer()).isEqualTo("b stored");
    }
  }

  @Test
  void should_refuse_a_member_that_the_commit_forgot() {
    try (GroupCommit<String, String> commits = new GroupCommit<>(group -> {})) {
      assertThatThrownBy(() -> commits.store("a")).isInstanceOf(LedgerException.class);
    }
  }

  @Test
  void should_finish_at_its_end_what_is_under_way_and_refuse_what_waits() throws Exception {
    GroupCommit<String, String> commits = new GroupCommit<>(holdingTheFirst(answerAll()));
    Caller first = Caller.of(commits, "first");
    firstBegan.await();
    Caller second = Caller.waiting(commits, "second");
    FutureTask<Boolean> closing = new FutureTask<>(commits::close, true);
    Thread closer = new Thread(closing);
    closer.start();
    await().until(() -> closer.getState() == Thread.State.WAITING);
    firstMayEnd.countDown();
    closing.get();

    assertThat(first.answer()).isEqualTo("first stored");
    assertThat(second.trouble()).isInstanceOf(LedgerException.class);
    assertThatThrownBy(() -> commits.store("late")).isInstanceOf(LedgerException.class);
    assertThat(groups).containsExactly(List.of("first"));
  }

  @Test
  void should_leave_nobody_waiting_when_its_thread_dies_of_an_error() throws Exception {
    GroupCommit<String, String> commits =
        new GroupCommit<>(
            holdingTheFirst(
                group -> {
                  throw new StackOverflowError("as if");
                }));
    Caller first = Caller.of(commits, "first");
    firstBegan.await();
    Caller second = Caller.waiting(commits, "second");
    firstMayEnd.countDown();

    assertThat(first.trouble()).isInstanceOf(LedgerException.class);
    assertThat(second.trouble()).isInstanceOf(LedgerException.class);
    assertThatThrownBy(() -> commits.store("late")).isInstanceOf(LedgerException.class);
    commits.close();
  }

  /** So that a test can say what comes in while a commit is under way. */
  private Consumer<List<Pending<String, String>>> holdingTheFirst(
      Consumer<List<Pending<String, String>>> commit) {
    return group -> {
      groups.add(group.stream().map(Pending::asked).toList());
      firstBegan.countDown();
      awaitUninterruptibly(firstMayEnd);
      commit.accept(group);
    };
  }

  /** A commit cannot be interrupted, no more than a database's can. */
  private static void awaitUninterruptibly(CountDownLatch latch) {
    boolean interrupted = false;
    while (latch.getCount() > 0) {
      try {
        latch.await();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static Consumer<List<Pending<String, String>>> answerAll() {
    return group -> group.forEach(member -> member.stored(member.asked() + " stored"));
  }

  /** Somebody who wants something stored, in a thread of its own. */
  private record Caller(FutureTask<String> task, Thread thread) {

    static Caller of(GroupCommit<String, String> commits, String asked) {
      FutureTask<String> task = new FutureTask<>(() -> commits.store(asked));
      Thread thread = new Thread(task);
      thread.setDaemon(true);
      thread.start();
      return new Caller(task, thread);
    }

    /** Returns when it waits for its answer. */
    static Caller waiting(GroupCommit<String, String> commits, String asked) {
      Caller caller = of(commits, asked);
      await().until(() -> caller.thread().getState() == Thread.State.WAITING);
      return caller;
    }

    String answer() throws Exception {
      return task.get(20, TimeUnit.SECONDS);
    }

    Throwable trouble() {
      return catchThrowable(this::answer).getCause();
    }
  }
}
