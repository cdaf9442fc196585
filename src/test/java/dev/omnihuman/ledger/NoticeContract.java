package dev.omnihuman.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.omnihuman.job.ClosedGate;
import dev.omnihuman.job.Gate;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import dev.omnihuman.job.Move;
import dev.omnihuman.job.SubmitOutcome;
import dev.omnihuman.job.Topic;
import dev.omnihuman.job.Transport;
import dev.omnihuman.testing.Manifests;
import dev.omnihuman.testing.TestRules;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What others are told: of each change that they want to know, in order, until it is taken. */
interface NoticeContract {

  TestLedger ledger();

  /** Says as much as a test wants to know. */
  NoticeRules.Wording SHORT =
      new NoticeRules.Wording() {
        @Override
        public String ofJob(NoticeRules.JobNews news) {
          return "%s > %s: %s".formatted(news.from(), news.job().state(), news.why());
        }

        @Override
        public String ofGate(ClosedGate gate, Instant at) {
          return "%s: %s".formatted(gate.gate(), gate.cause());
        }
      };

  /** The others are asked by the tests that are about them. */
  Set<Transport> RECEIVERS = EnumSet.of(Transport.HTTP);

  private NoticeLedger notices() {
    return ledger().jobs.notices();
  }

  private void want(Set<Topic> topics) {
    want(topics, SHORT);
  }

  private void want(Set<Topic> topics, NoticeRules.Wording wording) {
    ledger()
        .follow(
            TestRules.on(ledger().clock).withNotices(new NoticeRules(topics, RECEIVERS, wording)));
  }

  private void wantAll() {
    want(EnumSet.allOf(Topic.class));
  }

  /** Each with a content of its own. */
  private Job accept(String file) {
    return ledger().steps.accept(List.of(Manifests.of(file, file))).get(0);
  }

  private Job doubtful(String file) {
    return ledger().steps.answer(ledger().steps.begin(accept(file)), SubmitOutcome.ANSWER_LOST);
  }

  /** Takes everything, in the order in which it is handed out. */
  private List<Notice> takeAll() {
    List<Notice> taken = new ArrayList<>();
    for (List<Notice> page; !(page = notices().claim(Transport.HTTP, 100)).isEmpty(); ) {
      page.forEach(notices()::taken);
      taken.addAll(page);
    }
    return taken;
  }

  @Test
  default void should_write_nothing_that_nobody_wants_to_know() {
    ledger().steps.fail(ledger().steps.submit(accept("a.json")));
    doubtful("b.json");
    ledger().jobs.shut(Gate.PAUSE, "because");
    ledger().jobs.open(Gate.PAUSE);
    notices().tell(Topic.BATCH_DONE, "batch-1", "{}");

    assertThat(notices().counts()).isEqualTo(new NoticeLedger.Counts(0, 0));
    assertThat(notices().claim(Transport.HTTP, 100)).isEmpty();
  }

  @Test
  default void should_tell_only_what_was_asked_for() {
    want(Set.of(Topic.JOB_FAILED));
    Job failed = ledger().steps.fail(ledger().steps.submit(accept("a.json")));
    doubtful("b.json");
    ledger().jobs.shut(Gate.PAUSE, "because");

    assertThat(takeAll()).extracting(Notice::id).containsExactly(failed.id() + ":4");
  }

  @Test
  default void should_call_a_notice_of_a_job_like_its_event() {
    wantAll();
    Job job = ledger().steps.deliver(accept("a.json"));

    List<Notice> told = takeAll();

    assertThat(told)
        .extracting(Notice::topic)
        .containsExactly(Topic.JOB_ACCEPTED, Topic.JOB_SUBMITTED, Topic.JOB_DELIVERED);
    assertThat(told)
        .extracting(Notice::id)
        .containsExactly(job.id() + ":1", job.id() + ":3", job.id() + ":5");
    List<JobEvent> events = ledger().jobs.events(job.id());
    assertThat(told)
        .allSatisfy(
            notice -> {
              JobEvent event = events.get((int) notice.seq() - 1);
              assertThat(notice.at()).isEqualTo(event.at());
              assertThat(notice.content()).contains("> " + event.to());
            });
  }

  @Test
  default void should_tell_of_every_way_into_doubt() {
    want(Set.of(Topic.JOB_IN_DOUBT));
    Job answered = doubtful("answered.json");
    Job expired = ledger().steps.begin(accept("expired.json"));
    ledger().clock.advance(TestLedger.LEASE.plusSeconds(1));
    ledger().jobs.expireSubmits();
    Job interrupted = ledger().steps.begin(accept("interrupted.json"));
    ledger().reopen();
    ledger().jobs.takeOver(ledger().now());

    assertThat(takeAll())
        .extracting(Notice::subject)
        .containsExactlyInAnyOrder(answered.id(), expired.id(), interrupted.id());
  }

  @Test
  default void should_tell_of_a_job_that_is_opened_again() {
    wantAll();
    Job failed =
        ledger().steps.answer(ledger().steps.begin(accept("a.json")), SubmitOutcome.INPUT_REFUSED);
    ledger().jobs.move(Move.of(failed, failed.submittedAnew(ledger().now())).because("a person"));

    assertThat(takeAll())
        .extracting(Notice::content)
        .containsExactly(
            "null > ACCEPTED: null",
            "SUBMITTING > FAILED: words on INPUT_REFUSED",
            "FAILED > ACCEPTED: a person");
  }

  @Test
  default void should_number_what_happens_to_a_gate_through_restarts_too() {
    wantAll();
    ledger().jobs.shut(Gate.PAUSE, "first");
    ledger().jobs.shut(Gate.PAUSE, "still shut, which is no news");
    ledger().jobs.open(Gate.PAUSE);
    ledger().jobs.open(Gate.PAUSE);
    takeAll();
    ledger().reopen();
    ledger().jobs.takeOver(ledger().now());
    ledger().jobs.shut(Gate.PAUSE, "second");

    ledger().jobs.tryGatesNow();

    List<Notice> told = takeAll();
    assertThat(told).extracting(Notice::id).containsExactly("gate-PAUSE:3", "gate-PAUSE:4");
    assertThat(told).extracting(Notice::topic).containsExactly(Topic.GATE_SHUT, Topic.GATE_OPENED);
    assertThat(told).extracting(Notice::content).containsOnly("PAUSE: second");
  }

  @Test
  default void should_tell_of_gates_that_answers_shut_and_open() {
    want(Set.of(Topic.GATE_SHUT, Topic.GATE_OPENED));
    ledger().steps.accept(Manifests.many(2));
    List<Job> claimed = ledger().jobs.claimToSubmit(1);
    ledger().steps.answer(ledger().steps.begin(claimed.get(0)), SubmitOutcome.NO_BALANCE);
    ledger().clock.advance(Duration.ofMinutes(5));

    Job trial = ledger().jobs.claimToSubmit(9).get(0);
    ledger().steps.answer(ledger().steps.begin(trial), SubmitOutcome.ACCEPTED);

    assertThat(takeAll())
        .extracting(Notice::topic)
        .containsExactly(Topic.GATE_SHUT, Topic.GATE_OPENED);
  }

  @Test
  default void should_store_a_paid_answer_for_which_there_are_no_words() {
    Job job = ledger().steps.submit(accept("a.json"));
    want(
        EnumSet.allOf(Topic.class),
        new NoticeRules.Wording() {
          @Override
          public String ofJob(NoticeRules.JobNews news) {
            throw new IllegalStateException("no words");
          }

          @Override
          public String ofGate(ClosedGate gate, Instant at) {
            throw new IllegalStateException("no words");
          }
        });

    ledger().steps.fail(job);
    ledger().jobs.shut(Gate.PAUSE, "why");

    assertThat(ledger().steps.state(job)).isEqualTo(JobState.FAILED);
    assertThat(ledger().jobs.closedGates()).hasSize(1);
    assertThat(takeAll())
        .extracting(Notice::content)
        .containsExactlyInAnyOrder(
            "{\"job\":\"%s\",\"from\":\"SUBMITTED\",\"to\":\"FAILED\"}".formatted(job.id()),
            "{\"gate\":\"PAUSE\"}");
  }

  @Test
  default void should_tell_nothing_of_a_step_that_was_not_stored() {
    want(Set.of(Topic.JOB_FAILED));
    Job job = ledger().steps.submit(accept("a.json"));
    ledger().steps.fail(job);

    assertThatThrownBy(() -> ledger().steps.fail(job)).isInstanceOf(StaleJobException.class);

    assertThat(takeAll()).hasSize(1);
  }

  @Test
  default void should_hand_out_of_each_subject_the_earliest_alone() {
    wantAll();
    Job job = ledger().steps.deliver(accept("a.json"));
    Job other = accept("b.json");

    List<Notice> first = notices().claim(Transport.HTTP, 100);

    assertThat(first)
        .extracting(Notice::id)
        .containsExactlyInAnyOrder(job.id() + ":1", other.id() + ":1");
    assertThat(notices().claim(Transport.HTTP, 100)).as("both are under way").isEmpty();
    first.forEach(notices()::taken);
    assertThat(notices().claim(Transport.HTTP, 100))
        .extracting(Notice::id)
        .containsExactly(job.id() + ":3");
  }

  @Test
  default void should_hold_up_nobody_else_by_a_notice_that_is_not_taken() {
    wantAll();
    Job job = ledger().steps.deliver(accept("a.json"));
    Notice first = notices().claim(Transport.HTTP, 100).get(0);

    notices().later(first, ledger().now().plusSeconds(30));

    Job other = ledger().steps.deliver(accept("b.json"));
    assertThat(takeAll()).extracting(Notice::subject).containsOnly(other.id());
    ledger().clock.advance(Duration.ofSeconds(30));
    List<Notice> late = takeAll();
    assertThat(late)
        .extracting(Notice::id)
        .containsExactly(job.id() + ":1", job.id() + ":3", job.id() + ":5");
    assertThat(late.get(0).claim().tries()).isEqualTo(1);
  }

  @Test
  default void should_hand_out_again_what_nobody_has_settled() {
    want(Set.of(Topic.JOB_FAILED));
    ledger().steps.fail(ledger().steps.submit(accept("a.json")));
    Notice claimed = notices().claim(Transport.HTTP, 100).get(0);

    ledger().clock.advance(TestLedger.LEASE);

    assertThat(notices().claim(Transport.HTTP, 100))
        .singleElement()
        .satisfies(
            again -> {
              assertThat(again.id()).isEqualTo(claimed.id());
              assertThat(again.content()).isEqualTo(claimed.content());
            });
  }

  @Test
  default void should_hand_out_at_once_after_a_restart_what_was_under_way_or_put_off() {
    want(Set.of(Topic.JOB_FAILED));
    for (String file : List.of("a.json", "b.json")) {
      ledger().steps.fail(ledger().steps.submit(accept(file)));
    }
    notices()
        .later(notices().claim(Transport.HTTP, 1).get(0), ledger().now().plus(Duration.ofDays(1)));
    notices().claim(Transport.HTTP, 1);
    assertThat(notices().claim(Transport.HTTP, 9)).isEmpty();

    ledger().reopen();
    ledger().jobs.takeOver(ledger().now());

    assertThat(notices().claim(Transport.HTTP, 9)).hasSize(2);
  }

  @Test
  default void should_not_put_off_what_somebody_else_sends_by_now() {
    want(Set.of(Topic.JOB_FAILED));
    ledger().steps.fail(ledger().steps.submit(accept("a.json")));
    Notice slow = notices().claim(Transport.HTTP, 1).get(0);
    ledger().clock.advance(TestLedger.LEASE);
    Notice quick = notices().claim(Transport.HTTP, 1).get(0);

    notices().later(slow, ledger().now());

    assertThat(notices().claim(Transport.HTTP, 1)).isEmpty();
    notices().taken(quick);
    assertThat(notices().counts().waiting()).isZero();
  }

  @Test
  default void should_count_what_was_given_up() {
    want(Set.of(Topic.JOB_FAILED));
    for (String file : List.of("a.json", "b.json", "c.json")) {
      ledger().steps.fail(ledger().steps.submit(accept(file)));
      ledger().clock.advance(Duration.ofSeconds(1));
    }
    notices().giveUp(notices().claim(Transport.HTTP, 1).get(0));
    assertThat(notices().counts()).isEqualTo(new NoticeLedger.Counts(2, 1));

    assertThat(notices().giveUpBefore(ledger().now().minusSeconds(1))).isEqualTo(1);

    ledger().reopen();
    assertThat(notices().counts()).isEqualTo(new NoticeLedger.Counts(1, 2));
  }

  @Test
  default void should_tell_of_a_batch_once() {
    wantAll();
    notices().tell(Topic.BATCH_DONE, "batch-1", "{}");
    notices().tell(Topic.BATCH_DONE, "batch-1", "{}");

    assertThat(takeAll()).extracting(Notice::id).containsExactly("batch-1:1");
  }

  @Test
  default void should_keep_its_name_for_ever() {
    String source = notices().source();
    ledger().reopen();

    assertThat(source).matches("[0-9a-z]{26}");
    assertThat(notices().source()).isEqualTo(source);
  }

  @Test
  default void should_hand_out_no_notice_to_two_nodes() throws Exception {
    want(Set.of(Topic.JOB_ACCEPTED));
    ledger().steps.accept(Manifests.many(200));
    try (JobLedger other = ledger().otherNode()) {
      List<String> claimed = Collections.synchronizedList(new ArrayList<>());
      List<Thread> nodes =
          IntStream.range(0, 4)
              .mapToObj(n -> n % 2 == 0 ? notices() : other.notices())
              .map(node -> new Thread(() -> claimAll(node, claimed)))
              .toList();
      nodes.forEach(Thread::start);
      for (Thread node : nodes) {
        node.join();
      }
      assertThat(claimed).hasSize(200).doesNotHaveDuplicates();
    }
  }

  private static void claimAll(NoticeLedger node, List<String> claimed) {
    for (List<Notice> page; !(page = node.claim(Transport.HTTP, 7)).isEmpty(); ) {
      page.forEach(notice -> claimed.add(notice.id()));
    }
  }

  @Test
  default void should_tell_a_watcher_of_each_change_after_it_is_stored() {
    List<String> seen = Collections.synchronizedList(new ArrayList<>());
    ledger()
        .jobs
        .watch(
            job ->
                seen.add(
                    job.state()
                        + (ledger().jobs.events(job.id()).stream()
                                .anyMatch(event -> event.to() == job.state())
                            ? " is stored"
                            : " is not stored")));

    Job job = ledger().steps.submit(accept("a.json"));
    ledger().steps.giveBack(job, Duration.ZERO);
    ledger()
        .jobs
        .move(
            Move.of(
                ledger().steps.stored(job),
                ledger().steps.stored(job).tryAgain(ledger().now(), "trouble")));

    await()
        .untilAsserted(
            () ->
                assertThat(seen)
                    .containsExactly(
                        "ACCEPTED is stored",
                        "SUBMITTING is stored",
                        "SUBMITTED is stored",
                        "SUBMITTED is stored"));
  }

  @Test
  default void should_tell_each_watcher_whatever_becomes_of_the_others() {
    List<JobState> seen = Collections.synchronizedList(new ArrayList<>());
    ledger()
        .jobs
        .watch(
            job -> {
              throw new IllegalStateException("the watcher is broken");
            });
    ledger().jobs.watch(job -> seen.add(job.state()));

    ledger().steps.submit(accept("a.json"));

    await()
        .untilAsserted(
            () ->
                assertThat(seen)
                    .containsExactly(JobState.ACCEPTED, JobState.SUBMITTING, JobState.SUBMITTED));
  }

  @Test
  default void should_answer_before_a_watcher_has_looked_or_failed() {
    Job job = accept("a.json");
    CountDownLatch looking = new CountDownLatch(1);
    ledger()
        .jobs
        .watch(
            changed -> {
              try {
                looking.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              throw new IllegalStateException("the watcher is broken");
            });
    try {
      assertThat(CompletableFuture.supplyAsync(() -> ledger().steps.begin(job)))
          .succeedsWithin(Duration.ofSeconds(20));
    } finally {
      looking.countDown();
    }
    accept("b.json");

    assertThat(ledger().steps.state(job)).isEqualTo(JobState.SUBMITTING);
  }

  @Test
  default void should_hand_out_at_once_what_has_waited_for_one_that_is_gone() {
    wantAll();
    Job job = ledger().steps.submit(accept("a.json"));
    Notice first = notices().claim(Transport.HTTP, 100).get(0);
    notices().later(first, ledger().now().plusSeconds(300));
    ledger().steps.fail(job);
    ledger().clock.advance(Duration.ofSeconds(300));
    notices().claim(Transport.HTTP, 100).forEach(notices()::taken);

    assertThat(takeAll()).extracting(Notice::id).containsExactly(job.id() + ":3", job.id() + ":4");
  }

  private void wantByKafkaToo() {
    ledger()
        .follow(
            TestRules.on(ledger().clock)
                .withNotices(
                    new NoticeRules(
                        EnumSet.allOf(Topic.class),
                        EnumSet.of(Transport.HTTP, Transport.KAFKA),
                        SHORT)));
  }

  @Test
  default void should_tell_each_receiver_of_everything() {
    wantByKafkaToo();
    Job job = ledger().steps.submit(accept("a.json"));
    ledger().jobs.shut(Gate.PAUSE, "because");
    notices().tell(Topic.BATCH_DONE, "batch-1", "{}");

    takeAll();

    assertThat(notices().waiting(Transport.HTTP)).isZero();
    assertThat(notices().waiting(Transport.KAFKA)).isEqualTo(4);
    assertThat(notices().claim(Transport.KAFKA, 100))
        .allSatisfy(notice -> assertThat(notice.receiver()).isEqualTo(Transport.KAFKA))
        .extracting(Notice::id)
        .containsExactlyInAnyOrder(job.id() + ":1", "gate-PAUSE:1", "batch-1:1");
    assertThat(notices().claim(Transport.JMS, 100)).isEmpty();
  }

  @Test
  default void should_let_one_receiver_go_on_while_another_takes_nothing() {
    wantByKafkaToo();
    Job job = ledger().steps.submit(accept("a.json"));
    Notice first = notices().claim(Transport.KAFKA, 100).get(0);
    notices().later(first, ledger().now().plusSeconds(300));

    assertThat(takeAll()).extracting(Notice::id).containsExactly(job.id() + ":1", job.id() + ":3");
    ledger().steps.fail(job);
    assertThat(takeAll()).extracting(Notice::id).containsExactly(job.id() + ":4");
    assertThat(notices().claim(Transport.KAFKA, 100)).as("it waits for the first").isEmpty();
    ledger().clock.advance(Duration.ofSeconds(300));
    assertThat(notices().claim(Transport.KAFKA, 100))
        .extracting(Notice::id)
        .containsExactly(first.id());
  }
}
