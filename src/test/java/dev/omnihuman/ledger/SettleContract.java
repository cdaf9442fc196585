package dev.omnihuman.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.omnihuman.job.Attempt;
import dev.omnihuman.job.Attempt.Answer;
import dev.omnihuman.job.Attempt.Result;
import dev.omnihuman.job.Charged;
import dev.omnihuman.job.ClosedGate;
import dev.omnihuman.job.FailureReason;
import dev.omnihuman.job.Gate;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import dev.omnihuman.job.Move;
import dev.omnihuman.job.SubmitOutcome;
import dev.omnihuman.job.SubmitRules;
import dev.omnihuman.job.SubmitRules.Caps;
import dev.omnihuman.job.SubmitRules.OnDoubt;
import dev.omnihuman.testing.TestRules;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What the answer to a submit does, in time or late, and what is kept of each attempt. */
interface SettleContract {

  TestLedger ledger();

  @Test
  default void should_heal_a_doubt_when_the_answer_comes_after_all() {
    Job begun = begunAndExpired();

    Job healed = ledger().steps.answer(begun, SubmitOutcome.ACCEPTED);

    assertThat(ledger().steps.stored(begun)).isEqualTo(healed);
    assertThat(healed.state()).isEqualTo(JobState.SUBMITTED);
    assertThat(healed.requestId()).isEqualTo("request-" + begun.id());
    assertThat(healed.ending().charged()).isEqualTo(Charged.YES);
    assertThat(results(begun))
        .containsExactly(new Result("request-" + begun.id(), null, Charged.YES));
  }

  @Test
  default void should_decide_by_an_answer_that_comes_while_its_lease_is_found_to_be_over() {
    Job begun = ledger().steps.begin(ledger().steps.accept("a.json"));
    ledger().clock.advance(TestLedger.LEASE);
    ledger().jobs.claim(JobState.SUBMITTING, 10);

    Job settled = ledger().steps.answer(begun, SubmitOutcome.ACCEPTED);

    assertThat(settled.state()).isEqualTo(JobState.SUBMITTED);
    assertThat(ledger().jobs.expireSubmits()).isEmpty();
  }

  @Test
  default void should_follow_a_request_that_was_accepted_after_a_person_gave_it_up() {
    Job begun = begunAndExpired();
    Job doubtful = ledger().steps.stored(begun);
    ledger().jobs.move(Move.of(doubtful, doubtful.abandoned(ledger().now())));

    Job settled = ledger().steps.answer(begun, SubmitOutcome.ACCEPTED);

    assertThat(settled.state()).isEqualTo(JobState.SUBMITTED);
    assertThat(settled.times().finishedAt()).isNull();
  }

  @Test
  default void should_rename_nothing_by_a_step_that_is_not_stored() {
    Job failed = ledger().steps.fail(ledger().steps.submit(ledger().steps.accept("a.json")));
    Job again = failed.askedAgain(ledger().now());
    ledger().jobs.move(Move.of(failed, again));

    assertThatThrownBy(() -> ledger().jobs.move(Move.of(failed, again.filedAs("b.json"))))
        .isInstanceOf(StaleJobException.class);

    assertThat(ledger().steps.stored(failed).manifest().file()).isEqualTo("a.json");
  }

  @ParameterizedTest
  @CsvSource({
    "INPUT_REFUSED, FAILED,",
    "NO_BALANCE, ACCEPTED, BALANCE",
    "TOO_MANY, ACCEPTED, RATE",
    "KEY_REFUSED, ACCEPTED, KEY",
    "NOT_SENT, ACCEPTED,"
  })
  default void should_heal_a_doubt_when_a_refusal_comes_late(
      SubmitOutcome late, JobState state, Gate gate) {
    Job begun = begunAndExpired();

    assertThat(ledger().steps.answer(begun, late).state()).isEqualTo(state);

    assertThat(results(begun)).containsExactly(new Result(null, null, Charged.NO));
    assertThat(ledger().jobs.closedGates())
        .extracting(ClosedGate::gate)
        .isEqualTo(gate == null ? List.of() : List.of(gate));
  }

  @ParameterizedTest
  @EnumSource(
      value = SubmitOutcome.class,
      names = {"ANSWER_LOST", "UNCLEAR_ANSWER", "UNUSABLE_ANSWER"})
  default void should_leave_a_doubt_as_it_is_when_a_doubtful_answer_comes_late(SubmitOutcome late) {
    Job begun = begunAndExpired();
    Job doubtful = ledger().steps.stored(begun);

    assertThatThrownBy(() -> ledger().steps.answer(begun, late))
        .isInstanceOf(StaleJobException.class);

    assertThat(ledger().steps.stored(begun)).isEqualTo(doubtful);
  }

  @Test
  default void should_not_take_the_late_answer_of_one_attempt_for_that_of_another() {
    Job first = begunAndExpired();
    Job doubtful = ledger().steps.stored(first);
    Job again = doubtful.submitAgain(ledger().now(), "a person said so", Charged.UNKNOWN);
    ledger().steps.begin(ledger().jobs.move(Move.of(doubtful, again)));
    expire();
    Job second = ledger().steps.stored(first);
    assertThat(second.progress().attempt()).isEqualTo(2);

    assertThatThrownBy(() -> ledger().steps.answer(first, SubmitOutcome.INPUT_REFUSED))
        .isInstanceOf(StaleJobException.class);

    assertThat(ledger().steps.stored(first)).isEqualTo(second);
    assertThat(results(first)).containsExactly(Result.OPEN, Result.OPEN);
  }

  @Test
  default void should_take_an_answer_once() {
    Job begun = ledger().steps.begin(ledger().steps.accept("a.json"));
    Job submitted = ledger().steps.answer(begun, SubmitOutcome.ACCEPTED);

    assertThatThrownBy(() -> ledger().steps.answer(begun, SubmitOutcome.ACCEPTED))
        .isInstanceOf(StaleJobException.class);

    assertThat(ledger().steps.stored(begun)).isEqualTo(submitted);
  }

  @Test
  default void should_clear_the_way_for_others_when_a_doubt_is_healed() {
    Job one = ledger().steps.begin(ledger().steps.accept("1.json"));
    ledger().steps.answer(one, SubmitOutcome.UNCLEAR_ANSWER);
    Job two = ledger().steps.begin(ledger().steps.accept("2.json"));
    ledger().steps.answer(two, SubmitOutcome.UNCLEAR_ANSWER);
    Job late = begunAndExpired();

    ledger().steps.answer(late, SubmitOutcome.ACCEPTED);

    Job next = ledger().steps.begin(ledger().steps.accept("3.json"));
    ledger().steps.answer(next, SubmitOutcome.UNCLEAR_ANSWER);
    assertThat(ledger().jobs.closedGates()).as("no three in a row").isEmpty();
  }

  @Test
  default void should_submit_once_more_on_doubt_where_people_said_so_and_then_hold() {
    ledger().follow(TestRules.on(ledger().clock, TestRules.onDoubt(OnDoubt.RESUBMIT_ONCE)));
    Job begun = ledger().steps.begin(ledger().steps.accept("a.json"));

    Job again = ledger().steps.answer(begun, SubmitOutcome.ANSWER_LOST);
    assertThat(again.state()).isEqualTo(JobState.ACCEPTED);
    assertThat(again.ending().chargedInAll()).isEqualTo(Charged.UNKNOWN);
    ledger().clock.advance(Duration.ofMinutes(5));
    Job second = ledger().steps.begin(ledger().jobs.claimToSubmit(1).get(0));

    Job held = ledger().steps.answer(second, SubmitOutcome.ANSWER_LOST);
    assertThat(held.state()).isEqualTo(JobState.IN_DOUBT);
    assertThat(held.ending().chargedInAll()).isEqualTo(Charged.UNKNOWN);
  }

  @Test
  default void should_say_of_a_job_what_all_its_attempts_cost() {
    ledger().follow(TestRules.on(ledger().clock, TestRules.onDoubt(OnDoubt.RESUBMIT_ONCE)));
    Job begun = ledger().steps.begin(ledger().steps.accept("a.json"));
    ledger().steps.answer(begun, SubmitOutcome.ANSWER_LOST);
    ledger().clock.advance(Duration.ofMinutes(5));
    Job second = ledger().steps.begin(ledger().jobs.claimToSubmit(1).get(0));

    Job failed = ledger().steps.answer(second, SubmitOutcome.INPUT_REFUSED);

    assertThat(failed.ending().charged()).isEqualTo(Charged.NO);
    assertThat(failed.ending().chargedInAll()).isEqualTo(Charged.UNKNOWN);
    assertThat(results(begun))
        .extracting(Result::charged)
        .containsExactly(Charged.UNKNOWN, Charged.NO);
  }

  @Test
  default void should_fail_on_doubt_where_people_said_so() {
    ledger().follow(TestRules.on(ledger().clock, TestRules.onDoubt(OnDoubt.FAIL)));
    Job begun = ledger().steps.begin(ledger().steps.accept("a.json"));

    Job failed = ledger().steps.answer(begun, SubmitOutcome.ANSWER_LOST);

    assertThat(failed.state()).isEqualTo(JobState.FAILED);
    assertThat(failed.ending().reason()).isEqualTo(FailureReason.SUBMIT_UNCLEAR);
    assertThat(failed.ending().charged()).isEqualTo(Charged.UNKNOWN);
  }

  @Test
  default void should_fail_without_balance_where_people_said_so_and_shut_nothing() {
    SubmitRules rules = new SubmitRules(4, 3, OnDoubt.HOLD, true, Caps.NONE);
    ledger().follow(TestRules.on(ledger().clock, rules));
    Job begun = ledger().steps.begin(ledger().steps.accept("a.json"));

    Job failed = ledger().steps.answer(begun, SubmitOutcome.NO_BALANCE);

    assertThat(failed.ending().reason()).isEqualTo(FailureReason.NO_BALANCE);
    assertThat(failed.ending().charged()).isEqualTo(Charged.NO);
    assertThat(ledger().jobs.closedGates()).isEmpty();
  }

  @Test
  default void should_not_take_the_request_of_another_job() {
    Job first = ledger().steps.submit(ledger().steps.accept("a.json"));
    Job begun = ledger().steps.begin(ledger().steps.accept("b.json"));
    Answer crossed = new Answer(ledger().now(), SubmitOutcome.ACCEPTED, null, null);

    Job second = ledger().jobs.settle(begun, crossed, first.requestId());

    assertThat(second.state()).isEqualTo(JobState.IN_DOUBT);
    assertThat(second.remote().requestId()).isNull();
    assertThat(second.ending().words()).contains(first.requestId(), first.label());
  }

  @Test
  default void should_believe_too_early_once() {
    Job begun = ledger().steps.begin(ledger().steps.accept("a.json"));
    Job again = ledger().steps.answer(begun, SubmitOutcome.TOO_EARLY);
    assertThat(again.state()).isEqualTo(JobState.ACCEPTED);

    ledger().clock.set(again.progress().dueAt());
    Job failed = ledger().steps.answer(ledger().steps.begin(again), SubmitOutcome.TOO_EARLY);

    assertThat(failed.state()).isEqualTo(JobState.FAILED);
    assertThat(failed.ending().chargedInAll()).isEqualTo(Charged.NO);
  }

  @Test
  default void should_keep_of_an_attempt_what_the_gateway_said_of_it_at_last() {
    Job submitted = ledger().steps.submit(ledger().steps.accept("a.json"));
    Job failed =
        ledger()
            .jobs
            .move(
                Move.of(
                    submitted,
                    submitted
                        .says("FAILED", ledger().now(), ledger().now(), "no face")
                        .failed(
                            FailureReason.REMOTE_FAILED, "no face", Charged.YES, ledger().now())));

    assertThat(results(failed))
        .containsExactly(new Result(failed.requestId(), "FAILED", Charged.YES));
  }

  @Test
  default void should_count_submits_that_ended_in_error_until_people_retry_the_job() {
    Job job = ledger().steps.accept("a.json");
    assertThat(ledger().jobs.resubmitsAfterError(job.id())).isZero();
    job = endInError(job);
    assertThat(ledger().jobs.resubmitsAfterError(job.id())).isEqualTo(1);
    job = endInError(job);
    assertThat(ledger().jobs.resubmitsAfterError(job.id())).isEqualTo(2);
    assertThat(results(job))
        .extracting(Result::status, Result::charged)
        .containsOnly(tuple("ERROR", Charged.NO));

    ledger().clock.advance(Duration.ofSeconds(1));
    Job failed = failInError(job);
    assertThat(ledger().jobs.resubmitsAfterError(job.id())).isEqualTo(3);
    ledger().clock.advance(Duration.ofSeconds(1));
    Job reopened = ledger().jobs.move(Move.of(failed, failed.submittedAnew(ledger().now())));

    assertThat(ledger().jobs.resubmitsAfterError(job.id())).isZero();
    endInError(reopened);
    assertThat(ledger().jobs.resubmitsAfterError(job.id())).isEqualTo(1);
  }

  private Job endInError(Job accepted) {
    Job error = error(accepted);
    return ledger()
        .jobs
        .move(Move.of(error, error.submitAgain(ledger().now(), "no answer", Charged.NO)));
  }

  private Job failInError(Job accepted) {
    Job error = error(accepted);
    Job failed = error.failed(FailureReason.REMOTE_ERROR, "no answer", Charged.NO, ledger().now());
    return ledger().jobs.move(Move.of(error, failed));
  }

  /** The first look that says so; it is not believed yet. */
  private Job error(Job accepted) {
    Job submitted = ledger().steps.submit(accepted);
    Job error = submitted.says("ERROR", ledger().now(), ledger().now(), "no answer");
    return ledger().jobs.move(Move.of(submitted, error));
  }

  @Test
  default void should_find_a_job_by_the_request_id_of_any_of_its_attempts() {
    Job again = endInError(ledger().steps.accept("a.json"));
    Job begun = ledger().steps.begin(again);
    Answer accepted = new Answer(ledger().now(), SubmitOutcome.ACCEPTED, null, null);
    Job submitted = ledger().jobs.settle(begun, accepted, "second");

    assertThat(ledger().jobs.findByRequestId("request-" + again.id())).contains(submitted);
    assertThat(ledger().jobs.findByRequestId("second")).contains(submitted);
    assertThat(ledger().jobs.findByRequestId("third")).isEmpty();
  }

  private Job begunAndExpired() {
    Job begun = ledger().steps.begin(ledger().steps.accept("late.json"));
    expire();
    assertThat(ledger().steps.state(begun)).isEqualTo(JobState.IN_DOUBT);
    return begun;
  }

  private void expire() {
    ledger().clock.advance(TestLedger.LEASE);
    assertThat(ledger().jobs.expireSubmits()).hasSize(1);
  }

  private List<Result> results(Job job) {
    return ledger().jobs.attempts(job.id()).stream().map(Attempt::result).toList();
  }
}
