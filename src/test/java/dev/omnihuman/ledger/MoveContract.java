package dev.omnihuman.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.omnihuman.job.Attempt;
import dev.omnihuman.job.Attempt.Answer;
import dev.omnihuman.job.Attempt.Result;
import dev.omnihuman.job.Charged;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import dev.omnihuman.job.Look;
import dev.omnihuman.job.Move;
import dev.omnihuman.job.SubmitOutcome;
import dev.omnihuman.testing.Manifests;
import dev.omnihuman.testing.Together;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** How steps are stored: all of one or nothing, with its event and its attempt. */
interface MoveContract {

  TestLedger ledger();

  @Test
  default void should_return_the_job_as_it_is_stored() {
    Job job = ledger().steps.accept("a.json");

    Job moved = ledger().steps.begin(job);

    assertThat(moved.state()).isEqualTo(JobState.SUBMITTING);
    assertThat(moved.progress().version()).isEqualTo(job.progress().version() + 1);
    assertThat(ledger().steps.stored(job)).isEqualTo(moved);
  }

  @Test
  default void should_store_nothing_of_a_step_from_an_old_version() {
    Job job = ledger().steps.accept("a.json");
    Job begun = ledger().steps.begin(job);
    Job submitted = ledger().steps.answer(begun, SubmitOutcome.ACCEPTED);

    assertThatThrownBy(() -> ledger().steps.answer(begun, SubmitOutcome.ANSWER_LOST))
        .isInstanceOf(StaleJobException.class)
        .hasMessageContainingAll(job.label(), "SUBMITTING", "IN_DOUBT");

    assertThat(ledger().steps.stored(job)).isEqualTo(submitted);
    assertThat(ledger().jobs.events(job.id())).hasSize(3);
    assertThat(outcomes(job)).containsExactly(SubmitOutcome.ACCEPTED);
  }

  @Test
  default void should_count_the_deaths_of_links_since_people_last_retried_the_job() {
    Job ready = ledger().steps.ready(ledger().steps.submit(ledger().steps.accept("a.json")));
    assertThat(ledger().jobs.linkDeaths(ready.id())).isZero();

    Job again = ledger().steps.ready(linkDies(linkDies(ready)));
    assertThat(ledger().jobs.linkDeaths(ready.id())).isEqualTo(2);

    Job failed = ledger().steps.fail(again);
    Job retried = ledger().jobs.move(Move.of(failed, failed.askedAgain(ledger().now())));
    assertThat(ledger().jobs.linkDeaths(ready.id())).isZero();
    linkDies(retried);
    assertThat(ledger().jobs.linkDeaths(ready.id())).isOne();
  }

  private Job linkDies(Job job) {
    Job ready = job.state() == JobState.READY ? job : ledger().steps.ready(job);
    return ledger().jobs.move(Move.of(ready, ready.needsFreshLinks(ledger().now(), "dead")));
  }

  @Test
  default void should_keep_the_count_of_files_that_were_no_video_while_links_change() {
    Job ready = ledger().steps.ready(ledger().steps.submit(ledger().steps.accept("a.json")));
    Job once = ledger().jobs.move(Move.of(ready, ready.unverified(ledger().now(), "no MP4")));

    Job again = ledger().steps.ready(linkDies(once));

    assertThat(ledger().steps.stored(again).progress().unverified()).isOne();
    Job failed = ledger().steps.fail(again);
    assertThat(failed.askedAgain(ledger().now()).progress().unverified()).isZero();
  }

  @Test
  default void should_refuse_an_illegal_step_and_name_job_from_and_to() {
    Job job = ledger().steps.accept("a.json");

    assertThatThrownBy(
            () -> ledger().jobs.move(Move.of(job, job.delivered(ledger().now(), List.of()))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContainingAll("a [" + job.id() + "]", "ACCEPTED", "DELIVERED");

    assertThat(ledger().steps.stored(job)).isEqualTo(job);
  }

  @Test
  default void should_append_one_event_for_each_change_of_state() {
    Job job = ledger().steps.accept("a.json");
    ledger().clock.advance(Duration.ofSeconds(1));
    Job refused = ledger().steps.answer(ledger().steps.begin(job), SubmitOutcome.NOT_SENT);
    ledger().steps.deliver(refused);

    assertThat(ledger().jobs.events(job.id()))
        .extracting(JobEvent::seq, JobEvent::from, JobEvent::to, JobEvent::words)
        .containsExactly(
            tuple(1, null, JobState.ACCEPTED, null),
            tuple(2, JobState.ACCEPTED, JobState.SUBMITTING, null),
            tuple(3, JobState.SUBMITTING, JobState.ACCEPTED, "words on NOT_SENT"),
            tuple(4, JobState.ACCEPTED, JobState.SUBMITTING, null),
            tuple(5, JobState.SUBMITTING, JobState.SUBMITTED, null),
            tuple(6, JobState.SUBMITTED, JobState.READY, null),
            tuple(7, JobState.READY, JobState.DELIVERED, null));
    assertThat(ledger().jobs.events(job.id()))
        .extracting(JobEvent::at)
        .startsWith(ledger().now().minusSeconds(1), ledger().now());
  }

  @Test
  default void should_append_no_event_for_a_step_within_a_state() {
    Job submitted = ledger().steps.submit(ledger().steps.accept("a.json"));
    Instant next = ledger().now().plusSeconds(5);

    Job running = submitted.stillRunning("QUEUED", ledger().now(), new Look(next, null));
    Job stored = ledger().jobs.move(Move.of(submitted, running));

    assertThat(ledger().jobs.events(submitted.id())).hasSize(3);
    assertThat(ledger().steps.stored(submitted)).isEqualTo(stored).isEqualTo(running.stored());
  }

  @Test
  default void should_append_an_event_for_what_a_person_does_even_within_a_state() {
    Job submitted = ledger().steps.submit(ledger().steps.accept("a.json"));

    Job named = submitted.foundSubmitted("request-x", ledger().now());
    ledger().jobs.move(Move.of(submitted, named).because("named by a person"));

    List<JobEvent> events = ledger().jobs.events(submitted.id());
    assertThat(events).hasSize(4);
    assertThat(events.get(3))
        .extracting(JobEvent::from, JobEvent::to, JobEvent::words)
        .containsExactly(JobState.SUBMITTED, JobState.SUBMITTED, "named by a person");
    assertThat(ledger().jobs.attempts(submitted.id()).get(0).result().requestId())
        .isEqualTo("request-x");
    assertThat(ledger().steps.stored(submitted).ending().words()).isNull();
  }

  @Test
  default void should_keep_a_row_of_each_attempt_from_its_intent_on() {
    Job job = ledger().steps.accept("a.json");
    Job begun = ledger().steps.begin(job);
    Instant started = ledger().now();
    assertThat(ledger().jobs.attempts(job.id()))
        .containsExactly(new Attempt(1, started, null, Result.OPEN));

    ledger().clock.advance(Duration.ofSeconds(3));
    Answer first = new Answer(ledger().now(), SubmitOutcome.NOT_SENT, "no route", null);
    Job refused = ledger().steps.answer(begun, first);
    ledger().clock.advance(Duration.ofSeconds(3));
    Instant startedAgain = ledger().now();
    Job again = ledger().steps.begin(refused);
    Answer second = new Answer(startedAgain, SubmitOutcome.ACCEPTED, null, null);
    ledger().steps.answer(again, second);

    assertThat(ledger().jobs.attempts(job.id()))
        .containsExactly(
            new Attempt(1, started, first, new Result(null, null, Charged.NO)),
            new Attempt(
                2, startedAgain, second, new Result("request-" + job.id(), null, Charged.YES)));
  }

  @Test
  default void should_store_the_steps_of_many_threads_with_stale_ones_among_them()
      throws Exception {
    List<Job> accepted = ledger().steps.accept(Manifests.many(64));
    Job stale = accepted.get(10);
    Job changed = ledger().steps.fail(stale);

    List<Callable<Boolean>> moves = new ArrayList<>();
    accepted.forEach(job -> moves.add(() -> isStored(job)));
    List<Boolean> stored = Together.run(moves);

    List<Boolean> expected = new ArrayList<>(Collections.nCopies(64, true));
    expected.set(10, false);
    assertThat(stored).isEqualTo(expected);
    assertThat(ledger().jobs.countByState()).containsEntry(JobState.SUBMITTING, 63L);
    assertThat(ledger().steps.stored(stale)).isEqualTo(changed);
    for (Job job : accepted) {
      assertThat(ledger().jobs.events(job.id())).extracting(JobEvent::seq).containsExactly(1, 2);
    }
  }

  @Test
  default void should_let_one_of_many_win_who_take_the_same_step() throws Exception {
    Job job = ledger().steps.accept("a.json");

    List<Boolean> stored = Together.run(16, () -> isStored(job));

    assertThat(stored).filteredOn(won -> won).hasSize(1);
    assertThat(ledger().jobs.attempts(job.id())).hasSize(1);
    assertThat(ledger().jobs.events(job.id())).hasSize(2);
  }

  private boolean isStored(Job job) {
    try {
      return ledger().steps.begin(job).equals(ledger().steps.stored(job));
    } catch (StaleJobException e) {
      return false;
    }
  }

  private List<SubmitOutcome> outcomes(Job job) {
    return ledger().jobs.attempts(job.id()).stream().map(a -> a.answer().outcome()).toList();
  }
}
