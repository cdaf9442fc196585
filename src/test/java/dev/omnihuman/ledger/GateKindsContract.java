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
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What opens each kind of gate, and what does not. */
interface GateKindsContract {

  TestLedger ledger();

  @Test
  default void should_not_open_the_rate_by_an_answer_that_was_under_way() {
    ledger().steps.accept(Manifests.many(3));
    List<Job> begun = ledger().jobs.claimToSubmit(2).stream().map(ledger().steps::begin).toList();
    ledger().steps.answer(begun.get(0), tooMany(Duration.ofSeconds(40)));

    ledger().steps.answer(begun.get(1), SubmitOutcome.ACCEPTED);

    assertThat(gate().trial().at()).isEqualTo(ledger().now().plusSeconds(40));
    assertThat(ledger().jobs.claimToSubmit(9)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = Gate.class,
      names = {"RATE", "OUTAGE"})
  default void should_wait_as_long_behind_a_restart_as_the_gateway_needs(Gate gate) {
    ledger().steps.accept(Manifests.many(9));
    shutByAnswers(gate);
    Instant trialAt = gate().trial().at();

    ledger().clock.advance(Duration.ofSeconds(2));
    ledger().reopen();
    ledger().jobs.takeOver(ledger().now());

    assertThat(gate().trial().at()).isEqualTo(trialAt);
    assertThat(ledger().jobs.claimToSubmit(9)).isEmpty();
    ledger().clock.set(trialAt);
    assertThat(ledger().jobs.claimToSubmit(9)).hasSize(1);
  }

  @Test
  default void should_not_try_a_rate_sooner_because_a_person_says_resume() {
    ledger().steps.accept(Manifests.many(9));
    shutByAnswers(Gate.RATE);
    Instant trialAt = gate().trial().at();

    ledger().jobs.tryGatesNow();

    assertThat(gate().trial().at()).isEqualTo(trialAt);
  }

  @ParameterizedTest
  @EnumSource(
      value = Gate.class,
      names = {"BALANCE", "CONFIGURATION", "OUTAGE"})
  default void should_try_with_one_job_at_once_when_a_person_says_resume(Gate gate) {
    ledger().steps.accept(Manifests.many(9));
    shutByAnswers(gate);
    assertThat(ledger().jobs.claimToSubmit(9)).isEmpty();

    ledger().jobs.tryGatesNow();

    assertThat(ledger().jobs.claimToSubmit(9)).hasSize(1);
    assertThat(gate().gate()).isEqualTo(gate);
  }

  private void shutByAnswers(Gate gate) {
    switch (gate) {
      case RATE -> answerOne(SubmitOutcome.TOO_MANY);
      case BALANCE -> answerOne(SubmitOutcome.NO_BALANCE);
      case CONFIGURATION -> answerOne(SubmitOutcome.NOT_SERVED);
      default -> {
        answerOne(SubmitOutcome.UNCLEAR_ANSWER);
        answerOne(SubmitOutcome.UNCLEAR_ANSWER);
        answerOne(SubmitOutcome.UNCLEAR_ANSWER);
      }
    }
    assertThat(gate().gate()).isEqualTo(gate);
  }

  @Test
  default void should_send_no_job_to_find_out_about_the_key() {
    ledger().steps.accept(Manifests.many(3));
    answerOne(SubmitOutcome.KEY_REFUSED);

    ledger().clock.advance(Duration.ofDays(1));

    assertThat(ledger().jobs.claimToSubmit(9)).isEmpty();
    assertThat(gate().isDue(ledger().now())).as("a probe is due").isTrue();
  }

  @Test
  default void should_wait_longer_after_each_probe_that_found_the_key_refused() {
    ledger().steps.accept(Manifests.many(3));
    answerOne(SubmitOutcome.KEY_REFUSED);
    for (int minutes : List.of(5, 15, 60, 60)) {
      assertThat(gate().trial().at()).isEqualTo(ledger().now().plus(Duration.ofMinutes(minutes)));
      ledger().clock.set(gate().trial().at());
      ledger().jobs.probedInVain(Gate.KEY, "still refused");
    }
    assertThat(gate().cause()).isEqualTo("still refused");
    assertThat(gate().outlastedATrial()).isTrue();
  }

  @Test
  default void should_let_one_job_go_alone_behind_a_key_that_a_probe_found_accepted() {
    ledger().steps.accept(Manifests.many(9));
    answerOne(SubmitOutcome.KEY_REFUSED);

    ledger().jobs.open(Gate.KEY);

    List<Job> alone = claim();
    assertThat(alone).hasSize(1);
    assertThat(claim()).isEmpty();
    Job begun = ledger().steps.begin(alone.get(0));
    assertThat(claim()).isEmpty();
    ledger().steps.answer(begun, SubmitOutcome.ACCEPTED);
    assertThat(claim()).hasSize(2);
  }

  @Test
  default void should_spend_one_submit_on_a_key_that_only_the_probe_found_accepted() {
    ledger().steps.accept(Manifests.many(9));
    answerOne(SubmitOutcome.KEY_REFUSED);
    ledger().jobs.open(Gate.KEY);

    answerOne(SubmitOutcome.KEY_REFUSED);

    assertThat(gate().gate()).isEqualTo(Gate.KEY);
    assertThat(claim()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = Gate.class,
      names = {"PAUSE", "DISK"})
  default void should_open_only_by_whoever_shut_it(Gate gate) {
    ledger().steps.accept(Manifests.many(3));
    List<Job> claimed = ledger().jobs.claimToSubmit(1);
    ledger().jobs.shut(gate, "because");

    assertThatThrownBy(() -> ledger().steps.begin(claimed.get(0)))
        .isInstanceOf(GateShutException.class);
    ledger().clock.advance(Duration.ofDays(365));
    assertThat(ledger().jobs.claimToSubmit(9)).isEmpty();
    ledger().reopen();
    ledger().jobs.takeOver(ledger().now());
    assertThat(ledger().jobs.claimToSubmit(9)).isEmpty();
    assertThat(gate().trial().at()).isNull();

    ledger().jobs.open(gate);
    assertThat(ledger().jobs.claimToSubmit(9)).hasSize(3);
  }

  @Test
  default void should_end_a_pause_when_a_person_says_resume() {
    ledger().steps.accept(Manifests.many(3));
    ledger().jobs.shut(Gate.PAUSE, "by a person");

    ledger().jobs.tryGatesNow();

    assertThat(ledger().jobs.closedGates()).isEmpty();
    assertThat(ledger().jobs.claimToSubmit(9)).hasSize(3);
  }

  @Test
  default void should_try_nothing_behind_a_pause_even_when_another_gates_trial_is_due() {
    ledger().steps.accept(Manifests.many(3));
    answerOne(SubmitOutcome.NO_BALANCE);
    ledger().jobs.shut(Gate.PAUSE, "by a person");

    ledger().clock.advance(Duration.ofMinutes(5));

    assertThat(ledger().jobs.claimToSubmit(9)).isEmpty();
  }

  @Test
  default void should_keep_cause_and_time_of_a_gate_that_is_shut_again() {
    ledger().jobs.shut(Gate.KEY, "first");
    ClosedGate first = gate();
    ledger().clock.advance(Duration.ofMinutes(1));

    ledger().jobs.shut(Gate.KEY, "second");

    assertThat(gate()).isEqualTo(first);
  }

  private List<Job> claim() {
    ledger().clock.advance(Duration.ofSeconds(1));
    return ledger().jobs.claimToSubmit(9);
  }

  private void answerOne(SubmitOutcome outcome) {
    List<Job> claimed = claim();
    assertThat(claimed).isNotEmpty();
    ledger().steps.answer(ledger().steps.begin(claimed.get(0)), outcome);
    claimed.stream().skip(1).forEach(job -> ledger().steps.giveBack(job, Duration.ZERO));
  }

  private Answer tooMany(Duration retryAfter) {
    return new Answer(ledger().now(), SubmitOutcome.TOO_MANY, "slow down", retryAfter);
  }

  private ClosedGate gate() {
    List<ClosedGate> closed = ledger().jobs.closedGates();
    assertThat(closed).hasSize(1);
    return closed.get(0);
  }

  /** Whatever waits at gates, what was paid for goes on. */
  @Test
  default void should_hold_up_submits_alone() {
    Job ready = ledger().steps.ready(ledger().steps.submit(ledger().steps.accept("a.json")));
    ledger().jobs.shut(Gate.PAUSE, "by a person");

    assertThat(ledger().jobs.claim(JobState.READY, 9))
        .extracting(Job::id)
        .containsExactly(ready.id());
  }
}
