package dev.omnihuman.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.omnihuman.job.Attempt.Answer;
import dev.omnihuman.job.ClosedGate;
import dev.omnihuman.job.Gate;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import dev.omnihuman.job.SubmitOutcome;
import dev.omnihuman.testing.Manifests;
import dev.omnihuman.testing.TestRules;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An outage leaves a few jobs in doubt, not all of them. */
interface BreakerContract {

  TestLedger ledger();

  @ParameterizedTest
  @EnumSource(
      value = SubmitOutcome.class,
      names = {"UNCLEAR_ANSWER", "ANSWER_LOST", "UNUSABLE_ANSWER"})
  default void should_shut_after_three_doubtful_answers_in_a_row(SubmitOutcome doubt) {
    ledger().steps.accept(Manifests.many(10));
    answerOne(doubt);
    answerOne(doubt);
    assertThat(ledger().jobs.closedGates()).isEmpty();

    answerOne(doubt);

    assertThat(gate().gate()).isEqualTo(Gate.OUTAGE);
    assertThat(gate().cause()).isEqualTo("words on " + doubt);
    assertThat(gate().trial().at()).isEqualTo(ledger().now().plusSeconds(30));
    assertThat(ledger().jobs.claimToSubmit(9)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = SubmitOutcome.class,
      names = {"ACCEPTED", "INPUT_REFUSED", "TOO_EARLY"})
  default void should_begin_to_count_anew_after_a_clear_answer(SubmitOutcome clear) {
    ledger().steps.accept(Manifests.many(10));
    answerOne(SubmitOutcome.UNCLEAR_ANSWER);
    answerOne(SubmitOutcome.UNCLEAR_ANSWER);
    answerOne(clear);
    answerOne(SubmitOutcome.UNCLEAR_ANSWER);
    answerOne(SubmitOutcome.UNCLEAR_ANSWER);
    assertThat(ledger().jobs.closedGates()).isEmpty();

    answerOne(SubmitOutcome.UNCLEAR_ANSWER);
    assertThat(gate().gate()).isEqualTo(Gate.OUTAGE);
  }

  @ParameterizedTest
  @EnumSource(
      value = SubmitOutcome.class,
      names = {"NOT_SENT", "INTERRUPTED"})
  default void should_neither_count_nor_forget_when_the_gateway_said_nothing(SubmitOutcome ours) {
    ledger().steps.accept(Manifests.many(10));
    answerOne(SubmitOutcome.UNCLEAR_ANSWER);
    answerOne(SubmitOutcome.UNCLEAR_ANSWER);
    answerOne(ours);
    assertThat(ledger().jobs.closedGates()).isEmpty();

    answerOne(SubmitOutcome.UNCLEAR_ANSWER);
    assertThat(gate().gate()).isEqualTo(Gate.OUTAGE);
  }

  @Test
  default void should_count_on_after_a_restart() {
    ledger().steps.accept(Manifests.many(10));
    answerOne(SubmitOutcome.UNCLEAR_ANSWER);
    answerOne(SubmitOutcome.UNCLEAR_ANSWER);

    ledger().reopen();
    answerOne(SubmitOutcome.UNCLEAR_ANSWER);

    assertThat(gate().gate()).isEqualTo(Gate.OUTAGE);
  }

  @Test
  default void should_never_shut_when_it_is_switched_off() {
    ledger().follow(TestRules.on(ledger().clock, TestRules.submits(4, 0)));
    ledger().steps.accept(Manifests.many(10));
    for (int n = 0; n < 10; n++) {
      answerOne(SubmitOutcome.UNCLEAR_ANSWER);
    }
    assertThat(ledger().jobs.closedGates()).isEmpty();
  }

  @Test
  default void should_wait_longer_before_each_trial_and_then_five_minutes_each_time() {
    ledger().steps.accept(Manifests.many(20));
    shutByDoubts();

    for (int seconds : List.of(30, 60, 120, 300, 300, 300)) {
      assertThat(gate().trial().at()).isEqualTo(ledger().now().plusSeconds(seconds));
      ledger().clock.advance(Duration.ofSeconds(seconds - 1));
      assertThat(ledger().jobs.claimToSubmit(9)).isEmpty();
      ledger().clock.advance(Duration.ofSeconds(1));
      List<Job> trial = ledger().jobs.claimToSubmit(9);
      assertThat(trial).hasSize(1);
      Job begun = ledger().steps.begin(trial.get(0));
      assertThat(ledger().jobs.claimToSubmit(9)).as("one alone").isEmpty();
      ledger().steps.answer(begun, SubmitOutcome.UNCLEAR_ANSWER);
    }
  }

  @Test
  default void should_open_when_a_trial_is_accepted_and_count_from_the_beginning() {
    ledger().steps.accept(Manifests.many(20));
    shutByDoubts();
    ledger().clock.advance(Duration.ofSeconds(30));

    answerOne(SubmitOutcome.ACCEPTED);
    assertThat(ledger().jobs.closedGates()).isEmpty();

    answerOne(SubmitOutcome.UNCLEAR_ANSWER);
    answerOne(SubmitOutcome.UNCLEAR_ANSWER);
    assertThat(ledger().jobs.closedGates()).isEmpty();
  }

  @Test
  default void should_not_open_by_an_answer_that_was_under_way_when_it_shut() {
    ledger().steps.accept(Manifests.many(4));
    List<Job> begun = ledger().jobs.claimToSubmit(4).stream().map(ledger().steps::begin).toList();
    begun.subList(0, 3).forEach(job -> ledger().steps.answer(job, SubmitOutcome.UNCLEAR_ANSWER));

    ledger().steps.answer(begun.get(3), SubmitOutcome.ACCEPTED);

    assertThat(gate().gate()).isEqualTo(Gate.OUTAGE);
    assertThat(ledger().jobs.countByState()).containsEntry(JobState.SUBMITTED, 1L);
  }

  @Test
  default void should_give_a_doubtful_gateway_the_time_that_it_asks_for() {
    ledger().steps.accept(Manifests.many(10));

    answerOne(SubmitOutcome.UNCLEAR_ANSWER, Duration.ofSeconds(90));

    assertThat(gate().gate()).isEqualTo(Gate.RATE);
    assertThat(gate().trial().at()).isEqualTo(ledger().now().plusSeconds(90));
    assertThat(ledger().jobs.countByState()).containsEntry(JobState.IN_DOUBT, 1L);
  }

  @Test
  default void should_wait_at_an_outage_no_shorter_than_the_gateway_asks() {
    ledger().steps.accept(Manifests.many(10));
    answerOne(SubmitOutcome.UNCLEAR_ANSWER);
    answerOne(SubmitOutcome.UNCLEAR_ANSWER);

    answerOne(SubmitOutcome.UNCLEAR_ANSWER, Duration.ofSeconds(90));
    assertThat(gate().gate()).isEqualTo(Gate.OUTAGE);
    assertThat(gate().trial().at()).isEqualTo(ledger().now().plusSeconds(90));

    ledger().clock.advance(Duration.ofSeconds(90));
    answerOne(SubmitOutcome.UNCLEAR_ANSWER, Duration.ofSeconds(5));
    assertThat(gate().trial().at())
        .as("not shorter either")
        .isEqualTo(ledger().now().plusSeconds(60));
  }

  private void shutByDoubts() {
    answerOne(SubmitOutcome.UNCLEAR_ANSWER);
    answerOne(SubmitOutcome.UNCLEAR_ANSWER);
    answerOne(SubmitOutcome.UNCLEAR_ANSWER);
  }

  private void answerOne(SubmitOutcome outcome) {
    ledger().steps.answer(begin(), outcome);
  }

  private void answerOne(SubmitOutcome outcome, Duration retryAfter) {
    ledger().steps.answer(begin(), new Answer(ledger().now(), outcome, "words", retryAfter));
  }

  private Job begin() {
    return ledger().steps.begin(ledger().jobs.claimToSubmit(1).get(0));
  }

  private ClosedGate gate() {
    List<ClosedGate> closed = ledger().jobs.closedGates();
    assertThat(closed).hasSize(1);
    return closed.get(0);
  }
}
