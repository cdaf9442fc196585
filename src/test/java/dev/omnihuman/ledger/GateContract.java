package dev.omnihuman.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.omnihuman.job.Attempt.Answer;
import dev.omnihuman.job.ClosedGate;
import dev.omnihuman.job.Gate;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import dev.omnihuman.job.SubmitOutcome;
import dev.omnihuman.testing.Manifests;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How an answer that concerns all jobs stops all submits, and how trials start them again. */
interface GateContract {

  /** A ledger that had nothing to give may answer without a look for so long. */
  Duration ASKED_EVERY = Duration.ofSeconds(1);

  TestLedger ledger();

  @Test
  default void should_hand_out_nothing_while_a_gate_is_shut_and_then_one_job() {
    ledger().steps.accept(Manifests.many(3));
    refuseOne(SubmitOutcome.NO_BALANCE);

    assertThat(gate())
        .isEqualTo(
            ClosedGate.shut(
                Gate.BALANCE,
                "words on NO_BALANCE",
                ledger().now(),
                ledger().now().plus(Duration.ofMinutes(5))));
    assertThat(ledger().jobs.claimToSubmit(10)).isEmpty();
    ledger().clock.advance(Duration.ofMinutes(5).minus(ASKED_EVERY));
    assertThat(ledger().jobs.claimToSubmit(10)).isEmpty();
    ledger().clock.advance(ASKED_EVERY);
    List<Job> trial = ledger().jobs.claimToSubmit(10);
    assertThat(trial).hasSize(1);
    assertThat(gate().isTriedBy(trial.get(0).id())).isTrue();
    assertThat(ledger().jobs.claimToSubmit(10)).isEmpty();
  }

  @Test
  default void should_refuse_the_submit_of_a_job_that_was_claimed_before_a_gate_shut() {
    ledger().steps.accept(Manifests.many(2));
    List<Job> claimed = ledger().jobs.claimToSubmit(2);
    ledger().steps.answer(ledger().steps.begin(claimed.get(0)), SubmitOutcome.KEY_REFUSED);
    Job late = claimed.get(1);

    assertThatThrownBy(() -> ledger().steps.begin(late)).isInstanceOf(GateShutException.class);

    assertThat(ledger().jobs.attempts(late.id())).isEmpty();
    assertThat(ledger().steps.stored(late)).isEqualTo(late);
    assertThat(ledger().steps.giveBack(late, Duration.ZERO).state()).isEqualTo(JobState.ACCEPTED);
  }

  @Test
  default void should_wait_longer_after_each_trial_that_finds_a_gate_shut() {
    ledger().steps.accept(Manifests.many(3));
    refuseOne(SubmitOutcome.NO_BALANCE);

    for (int minutes : List.of(5, 15, 60, 60)) {
      ledger().clock.advance(Duration.ofMinutes(minutes).minus(ASKED_EVERY));
      assertThat(ledger().jobs.claimToSubmit(10)).isEmpty();
      ledger().clock.advance(ASKED_EVERY);
      refuseOne(SubmitOutcome.NO_BALANCE);
    }

    assertThat(gate().trial().done()).isEqualTo(4);
    assertThat(gate().outlastedATrial()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(
      value = SubmitOutcome.class,
      names = {"NO_BALANCE", "NOT_SERVED", "REDIRECTED"})
  default void should_open_when_a_trial_is_accepted(SubmitOutcome refusal) {
    ledger().steps.accept(Manifests.many(4));
    refuseOne(refusal);
    assertThat(gate().gate()).isEqualTo(refusal.closes());
    ledger().clock.set(gate().trial().at());

    ledger().steps.submit(ledger().jobs.claimToSubmit(10).get(0));

    assertThat(ledger().jobs.closedGates()).isEmpty();
    assertThat(ledger().jobs.claimToSubmit(10)).hasSize(3);
  }

  @ParameterizedTest
  @EnumSource(
      value = SubmitOutcome.class,
      names = {"NOT_SENT", "ANSWER_LOST", "UNCLEAR_ANSWER", "UNUSABLE_ANSWER", "TOO_EARLY"})
  default void should_stay_shut_after_a_trial_that_proves_nothing(SubmitOutcome outcome) {
    ledger().steps.accept(Manifests.many(2));
    refuseOne(SubmitOutcome.NO_BALANCE);
    ledger().clock.advance(Duration.ofMinutes(5));

    refuseOne(outcome);

    assertThat(gate().trial().done()).isZero();
    assertThat(gate().trial().job()).isNull();
    assertThat(gate().trial().at()).isEqualTo(ledger().now().plus(Duration.ofMinutes(5)));
    assertThat(ledger().jobs.claimToSubmit(10)).isEmpty();
  }

  @Test
  default void should_let_the_next_job_try_at_once_after_one_with_bad_input() {
    ledger().steps.accept(Manifests.many(3));
    refuseOne(SubmitOutcome.NO_BALANCE);
    ledger().clock.advance(Duration.ofMinutes(5));

    refuseOne(SubmitOutcome.INPUT_REFUSED);

    assertThat(ledger().jobs.claimToSubmit(10)).hasSize(1);
  }

  @Test
  default void should_let_another_job_try_when_the_lease_of_a_trial_runs_out() {
    ledger().steps.accept(Manifests.many(2));
    refuseOne(SubmitOutcome.NO_BALANCE);
    ledger().clock.advance(Duration.ofMinutes(5));
    Job lost = ledger().steps.begin(ledger().jobs.claimToSubmit(10).get(0));
    ledger().clock.advance(TestLedger.LEASE);

    assertThat(ledger().jobs.claimToSubmit(10)).hasSize(1).doesNotContain(lost);
  }

  @Test
  default void should_slow_down_for_as_long_as_the_gateway_asks() {
    ledger().steps.accept(Manifests.many(2));

    refuseOne(SubmitOutcome.TOO_MANY, Duration.ofSeconds(40));
    assertThat(gate().trial().at()).isEqualTo(ledger().now().plusSeconds(40));

    ledger().clock.set(gate().trial().at());
    refuseOne(SubmitOutcome.TOO_MANY, null);
    assertThat(gate().trial().at()).as("doubled once").isEqualTo(ledger().now().plusSeconds(10));
  }

  @Test
  default void should_heed_the_longest_wait_of_refusals_under_way_and_count_none_as_a_trial() {
    ledger().steps.accept(Manifests.many(4));
    List<Job> begun = ledger().jobs.claimToSubmit(4).stream().map(ledger().steps::begin).toList();

    ledger().steps.answer(begun.get(0), tooMany(Duration.ofSeconds(30)));
    ledger().steps.answer(begun.get(1), tooMany(Duration.ofSeconds(90)));
    ledger().steps.answer(begun.get(2), tooMany(Duration.ofSeconds(10)));
    ledger().steps.answer(begun.get(3), tooMany(null));

    assertThat(gate().trial().done()).isZero();
    assertThat(gate().trial().at()).isEqualTo(ledger().now().plusSeconds(90));
  }

  @Test
  default void should_try_several_shut_gates_with_one_job_when_all_are_due() {
    ledger().steps.accept(Manifests.many(4));
    List<Job> begun = ledger().jobs.claimToSubmit(2).stream().map(ledger().steps::begin).toList();
    ledger().steps.answer(begun.get(0), SubmitOutcome.NO_BALANCE);
    ledger().clock.advance(Duration.ofMinutes(1));
    ledger().steps.answer(begun.get(1), SubmitOutcome.NOT_SERVED);

    ledger().clock.advance(Duration.ofMinutes(4));
    assertThat(ledger().jobs.claimToSubmit(10)).as("one of two is due").isEmpty();
    ledger().clock.advance(Duration.ofMinutes(1));
    List<Job> trial = ledger().jobs.claimToSubmit(10);

    assertThat(trial).hasSize(1);
    ledger().steps.submit(trial.get(0));
    assertThat(ledger().jobs.closedGates()).isEmpty();
  }

  @Test
  default void should_go_on_asking_and_fetching_behind_a_shut_gate() {
    Job submitted = ledger().steps.submit(ledger().steps.accept("a.json"));
    ledger().steps.accept("b.json");
    refuseOne(SubmitOutcome.NO_BALANCE);

    assertThat(ledger().jobs.claim(JobState.SUBMITTED, 10))
        .extracting(Job::id)
        .containsExactly(submitted.id());
  }

  @Test
  default void should_remember_a_shut_gate_and_its_trial_after_a_restart() {
    ledger().steps.accept(Manifests.many(2));
    refuseOne(SubmitOutcome.NO_BALANCE);
    ledger().clock.advance(Duration.ofMinutes(5));
    ledger().jobs.claimToSubmit(10);
    ClosedGate lent = gate();

    ledger().reopen();

    assertThat(gate()).isEqualTo(lent);
    assertThat(ledger().jobs.claimToSubmit(10)).isEmpty();
  }

  private void refuseOne(SubmitOutcome outcome) {
    ledger().steps.answer(ledger().steps.begin(claimOne()), outcome);
  }

  private void refuseOne(SubmitOutcome outcome, Duration retryAfter) {
    Answer answer = new Answer(ledger().now(), outcome, "words", retryAfter);
    ledger().steps.answer(ledger().steps.begin(claimOne()), answer);
  }

  private Job claimOne() {
    List<Job> claimed = ledger().jobs.claimToSubmit(1);
    assertThat(claimed).hasSize(1);
    return claimed.get(0);
  }

  private Answer tooMany(Duration retryAfter) {
    return new Answer(ledger().now(), SubmitOutcome.TOO_MANY, "slow down", retryAfter);
  }

  private ClosedGate gate() {
    List<ClosedGate> closed = ledger().jobs.closedGates();
    assertThat(closed).hasSize(1);
    return closed.get(0);
  }
}
