package dev.omnihuman.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.omnihuman.job.Attempt;
import dev.omnihuman.job.Attempt.Answer;
import dev.omnihuman.job.Attempt.Result;
import dev.omnihuman.job.Charged;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import dev.omnihuman.job.SubmitOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of the work of those who died. */
interface RecoveryContract {

  TestLedger ledger();

  @Test
  default void should_put_a_submit_without_answer_in_doubt_when_its_lease_runs_out() {
    Job begun = ledger().steps.begin(ledger().steps.accept("a.json"));
    ledger().clock.advance(TestLedger.LEASE.minusMillis(1));
    assertThat(ledger().jobs.expireSubmits()).isEmpty();

    ledger().clock.advance(Duration.ofMillis(1));
    List<Job> expired = ledger().jobs.expireSubmits();

    Job job = ledger().steps.stored(begun);
    assertThat(expired).containsExactly(job);
    assertThat(job.state()).isEqualTo(JobState.IN_DOUBT);
    assertThat(job.ending().charged()).isEqualTo(Charged.UNKNOWN);
    assertThat(job.progress().dueAt()).isNull();
    assertThat(ledger().jobs.expireSubmits()).isEmpty();
    ledger().clock.advance(Duration.ofDays(365));
    assertThat(ledger().jobs.claimToSubmit(10)).isEmpty();
  }

  @Test
  default void should_leave_other_states_alone_when_submits_expire() {
    Job accepted = ledger().steps.accept("a.json");
    Job submitted = ledger().steps.submit(ledger().steps.accept("b.json"));
    ledger().clock.advance(Duration.ofDays(1));

    assertThat(ledger().jobs.expireSubmits()).isEmpty();

    assertThat(ledger().steps.stored(accepted)).isEqualTo(accepted);
    assertThat(ledger().steps.stored(submitted)).isEqualTo(submitted);
  }

  @Test
  default void should_put_a_predecessors_submit_in_doubt_at_once() {
    Job begun = ledger().steps.begin(ledger().steps.accept("a.json"));
    ledger().reopen();

    List<Job> doubtful = ledger().jobs.takeOver(ledger().now());

    assertThat(doubtful).containsExactly(ledger().steps.stored(begun));
    assertThat(doubtful).extracting(Job::state).containsExactly(JobState.IN_DOUBT);
    assertThat(ledger().jobs.attempts(begun.id()))
        .containsExactly(
            new Attempt(
                1,
                ledger().now(),
                new Answer(
                    ledger().now(),
                    SubmitOutcome.INTERRUPTED,
                    "the program stopped before an answer was stored",
                    null),
                Result.OPEN));
    assertThat(ledger().jobs.events(begun.id())).hasSize(3);
  }

  @Test
  default void should_ask_for_a_predecessors_status_not_before_the_given_instant() {
    ledger().steps.submit(ledger().steps.accept("a.json"));
    Job leased = ledger().jobs.claim(JobState.SUBMITTED, 1).get(0);
    Instant later = ledger().now().plusSeconds(5);

    ledger().jobs.takeOver(later);

    assertThat(ledger().steps.stored(leased).progress().dueAt()).isEqualTo(later);
    assertThat(ledger().jobs.claim(JobState.SUBMITTED, 1)).isEmpty();
    ledger().clock.set(later);
    assertThat(ledger().jobs.claim(JobState.SUBMITTED, 1)).hasSize(1);
  }

  @Test
  default void should_make_a_predecessors_other_jobs_due_at_once() {
    ledger().steps.ready(ledger().steps.submit(ledger().steps.accept("ready.json")));
    ledger().steps.accept("accepted.json");
    Job ready = ledger().jobs.claim(JobState.READY, 1).get(0);
    Job accepted = ledger().jobs.claimToSubmit(1).get(0);

    assertThat(ledger().jobs.takeOver(ledger().now().plusSeconds(5))).isEmpty();

    assertThat(ledger().jobs.claim(JobState.READY, 9))
        .extracting(Job::id)
        .containsExactly(ready.id());
    assertThat(ledger().jobs.claimToSubmit(9)).extracting(Job::id).containsExactly(accepted.id());
  }

  @Test
  default void should_leave_alone_at_a_start_what_nobody_had_leased() {
    Job waiting = ledger().steps.giveBack(ledger().steps.accept("a.json"), Duration.ofHours(1));
    Job submitted = ledger().steps.submit(ledger().steps.accept("b.json"));
    Job doubtful =
        ledger()
            .steps
            .answer(
                ledger().steps.begin(ledger().steps.accept("c.json")), SubmitOutcome.ANSWER_LOST);
    ledger().clock.advance(Duration.ofMinutes(1));

    assertThat(ledger().jobs.takeOver(ledger().now().plusSeconds(5))).isEmpty();

    for (Job job : List.of(waiting, submitted, doubtful)) {
      assertThat(ledger().steps.stored(job)).isEqualTo(job);
    }
  }

  @Test
  default void should_let_a_shut_gate_be_tried_at_once_after_a_start() {
    Job begun = ledger().steps.begin(ledger().steps.accept("a.json"));
    ledger().steps.accept("b.json");
    ledger().steps.answer(begun, SubmitOutcome.NO_BALANCE);
    assertThat(ledger().jobs.claimToSubmit(10)).isEmpty();

    ledger().jobs.takeOver(ledger().now());

    assertThat(ledger().jobs.claimToSubmit(10)).hasSize(1);
    assertThat(ledger().jobs.closedGates()).hasSize(1);
  }

  @Test
  default void should_free_a_gate_whose_trial_was_under_way_at_a_crash() {
    Job begun = ledger().steps.begin(ledger().steps.accept("a.json"));
    ledger().steps.accept("b.json");
    ledger().steps.answer(begun, SubmitOutcome.NO_BALANCE);
    ledger().clock.advance(Duration.ofMinutes(5));
    Job trial = ledger().steps.begin(ledger().jobs.claimToSubmit(10).get(0));

    ledger().reopen();
    ledger().jobs.takeOver(ledger().now());

    assertThat(ledger().steps.state(trial)).isEqualTo(JobState.IN_DOUBT);
    assertThat(ledger().jobs.claimToSubmit(10)).hasSize(1).doesNotContain(trial);
  }
}
