package dev.omnihuman.notices;

import static org.assertj.core.api.Assertions.assertThat;

import dev.omnihuman.job.Backoff;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.Topic;
import dev.omnihuman.job.Transport;
import dev.omnihuman.ledger.JobLedger;
import dev.omnihuman.ledger.Notice;
import dev.omnihuman.ledger.NoticeLedger;
import dev.omnihuman.ledger.NoticeRules;
import dev.omnihuman.ledger.SqliteLedger;
import dev.omnihuman.settings.BearerToken;
import dev.omnihuman.testing.JobSteps;
import dev.omnihuman.testing.Manifests;
import dev.omnihuman.testing.TestClock;
import dev.omnihuman.testing.TestRules;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the receiver's answers lead to. */
class NoticesTest {

  @TempDir Path home;
  private final TestClock clock = new TestClock();
  private JobLedger ledger;
  private JobSteps steps;
  private HttpNotices notices;

  @BeforeEach
  void open() {
    NoticeRules rules =
        new NoticeRules(EnumSet.allOf(Topic.class), Set.of(Transport.HTTP), new NoticeWording());
    ledger = SqliteLedger.open(home, TestRules.on(clock).withNotices(rules));
    steps = new JobSteps(ledger, clock);
    notices = start();
  }

  private HttpNotices start() {
    Backoff whole = new Backoff(Duration.ofSeconds(5), Duration.ofMinutes(5), () -> 1.0);
    return new HttpNotices(
        ledger.notices(), clock, BearerToken.find(""), new Receiver(clock, whole));
  }

  @AfterEach
  void close() {
    ledger.close();
  }

  private List<Job> accept(int count) {
    return steps.accept(Manifests.many(count));
  }

  private List<Notice> due() {
    List<Notice> due = new ArrayList<>();
    for (Iterator<Notice> each = notices.due(); each.hasNext(); ) {
      due.add(each.next());
    }
    return due;
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 201, 202, 204})
  void should_be_done_with_a_notice_that_was_taken(int status) {
    accept(1);

    notices.record(due().get(0), status, null);

    assertThat(ledger.notices().counts()).isEqualTo(new NoticeLedger.Counts(0, 0));
  }

  @Test
  void should_send_all_that_is_due_page_by_page() {
    accept(50);

    assertThat(due()).hasSize(50);
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 307, 401, 403, 404, 407, 408, 410, 421, 425, 429, 500, 503, 504})
  void should_try_one_at_a_time_ever_more_seldom_while_the_receiver_takes_nothing(int status) {
    accept(20);
    notices.record(due().get(0), status, null);

    for (int seconds : List.of(5, 10, 20, 40, 80, 160, 300, 300)) {
      assertThat(due()).isEmpty();
      clock.advance(Duration.ofSeconds(seconds));
      List<Notice> trial = due();
      assertThat(trial).as("after %d s", seconds).hasSize(1);
      assertThat(due()).as("its answer is awaited first").isEmpty();
      notices.record(trial.get(0), status, null);
    }
    assertThat(ledger.notices().counts().waiting()).isEqualTo(20);
  }

  @Test
  void should_send_all_that_waited_when_the_receiver_is_well_again() {
    accept(20);
    due().forEach(notice -> notices.record(notice, 503, null));
    clock.advance(Duration.ofMinutes(10));
    notices.record(due().get(0), 200, null);

    assertThat(due()).hasSize(19);
  }

  @Test
  void should_try_again_although_nothing_was_due_at_the_first_trial() {
    accept(1);
    notices.record(due().get(0), 503, null);
    clock.advance(Duration.ofSeconds(5));
    notices.record(due().get(0), 503, null);

    clock.advance(Duration.ofSeconds(10));
    assertThat(due()).hasSize(1);
  }

  @Test
  void should_wait_as_long_as_the_receiver_asks() {
    accept(1);
    notices.record(due().get(0), 429, "90");

    clock.advance(Duration.ofSeconds(89));
    assertThat(due()).isEmpty();
    clock.advance(Duration.ofSeconds(1));
    assertThat(due()).hasSize(1);
  }

  @Test
  void should_send_again_what_may_have_arrived() {
    accept(1);
    Notice lost = due().get(0);
    notices.recordNoAnswer(lost, new IOException("connection reset"));

    clock.advance(Duration.ofSeconds(5));

    Notice again = due().get(0);
    assertThat(notices.body(again)).isEqualTo(notices.body(lost));
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 409, 413, 415, 422, 431})
  void should_keep_no_other_notice_waiting_for_one_that_the_receiver_does_not_like(int status) {
    Job disliked = accept(1).get(0);
    notices.record(due().get(0), status, null);
    steps.accept(List.of(Manifests.of("other.json", "other")));

    assertThat(due()).extracting(Notice::subject).doesNotContain(disliked.id()).hasSize(1);
    clock.advance(Duration.ofSeconds(5));
    assertThat(due()).extracting(Notice::subject).containsExactly(disliked.id());
  }

  @Test
  void should_give_up_a_notice_that_is_not_liked_for_7_days() {
    accept(1);
    notices.record(due().get(0), 422, null);
    clock.advance(Duration.ofDays(7));
    notices.record(due().get(0), 422, null);
    assertThat(ledger.notices().counts()).isEqualTo(new NoticeLedger.Counts(1, 0));

    clock.advance(Duration.ofMinutes(10));
    notices.record(due().get(0), 422, null);

    assertThat(ledger.notices().counts()).isEqualTo(new NoticeLedger.Counts(0, 1));
  }

  @Test
  void should_give_up_all_that_is_older_than_7_days_while_the_receiver_takes_nothing() {
    accept(20);
    notices.record(due().get(0), 503, null);
    clock.advance(Duration.ofDays(7).plusSeconds(1));
    steps.accept(List.of(Manifests.of("young.json", "young")));

    notices.record(due().get(0), 503, null);

    assertThat(ledger.notices().counts()).isEqualTo(new NoticeLedger.Counts(1, 20));
  }

  @Test
  void should_give_up_at_a_start_what_was_left_while_there_was_no_receiver() {
    accept(3);
    clock.advance(Duration.ofDays(30));
    steps.accept(List.of(Manifests.of("young.json", "young")));
    notices = start();

    assertThat(due()).hasSize(1);

    assertThat(ledger.notices().counts()).isEqualTo(new NoticeLedger.Counts(1, 3));
  }

  @Test
  void should_count_once_what_fails_together() {
    accept(20);
    due().stream().limit(8).forEach(notice -> notices.record(notice, 503, null));

    clock.advance(Duration.ofSeconds(5));

    assertThat(due()).hasSize(1);
  }

  @Test
  void should_hand_out_nothing_when_it_was_stopped_and_blame_nobody_for_a_call_broken_off() {
    accept(1);
    Notice underWay = due().get(0);
    notices.stop();

    notices.recordNoAnswer(underWay, new IOException("the program is stopping"));

    assertThat(due()).isEmpty();
    ledger.takeOver(clock.instant());
    notices = start();
    assertThat(due().get(0).claim().tries()).isZero();
  }

  @Test
  void should_say_at_the_end_of_a_batch_what_is_left() throws Exception {
    accept(2);
    notices.record(due().get(0), 200, null);

    assertThat(notices.awaitAllTaken(Duration.ofMillis(1))).isEqualTo(1);
    assertThat(notices.awaitAllTaken(Duration.ZERO)).isEqualTo(1);
  }

  @Test
  void should_wait_no_longer_than_it_takes() throws Exception {
    accept(1);
    Notice last = due().get(0);
    Thread receiver = new Thread(() -> notices.record(last, 200, null));
    receiver.start();

    assertThat(notices.awaitAllTaken(Duration.ofDays(1))).isZero();
    receiver.join();
  }
}
