package dev.omnihuman.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.omnihuman.job.Charged;
import dev.omnihuman.job.ClosedGate;
import dev.omnihuman.job.Gate;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import dev.omnihuman.job.Move;
import dev.omnihuman.job.SubmitOutcome;
import dev.omnihuman.testing.Manifests;
import dev.omnihuman.testing.TestRules;
import dev.omnihuman.testing.Together;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** How many submits people have allowed in a time, counted from the intent on. */
interface CapContract {

  TestLedger ledger();

  @Test
  default void should_let_no_more_submits_begin_within_an_hour_than_are_allowed() {
    List<Job> claimed = claimed(3, 2, 0);
    Instant first = ledger().now();
    ledger().steps.submit(claimed.get(0));
    ledger().clock.advance(Duration.ofMinutes(10));
    ledger().steps.submit(claimed.get(1));

    assertRefused(claimed.get(2));

    assertThat(cap().cause()).contains("omnihuman.submit.max-per-hour=2");
    assertThat(cap().trial().at()).isEqualTo(first.plus(Duration.ofHours(1)));
    assertThat(ledger().jobs.attempts(claimed.get(2).id())).isEmpty();
  }

  @Test
  default void should_open_by_its_own_clock_one_place_after_the_other() {
    List<Job> claimed = claimed(4, 2, 0);
    ledger().steps.submit(claimed.get(0));
    ledger().clock.advance(Duration.ofMinutes(10));
    ledger().steps.submit(claimed.get(1));
    assertRefused(claimed.get(2));
    ledger().steps.giveBack(claimed.get(2), Duration.ZERO);
    ledger().steps.giveBack(claimed.get(3), Duration.ZERO);

    ledger().clock.advance(Duration.ofMinutes(50).minusSeconds(1));
    assertThat(ledger().jobs.claimToSubmit(9)).isEmpty();
    ledger().clock.advance(Duration.ofSeconds(1));
    List<Job> again = ledger().jobs.claimToSubmit(9);
    assertThat(again).hasSize(2);

    ledger().steps.submit(again.get(0));
    assertRefused(again.get(1));
    assertThat(cap().trial().at()).isEqualTo(ledger().now().plus(Duration.ofMinutes(10)));
  }

  @Test
  default void should_heed_the_cap_that_lasts_longest() {
    List<Job> claimed = claimed(3, 2, 2);
    ledger().steps.submit(claimed.get(0));
    ledger().steps.submit(claimed.get(1));

    assertRefused(claimed.get(2));

    assertThat(cap().cause()).contains("omnihuman.submit.max-per-day=2");
    assertThat(cap().trial().at()).isEqualTo(ledger().now().plus(Duration.ofDays(1)));
  }

  @Test
  default void should_let_through_no_more_than_allowed_when_many_begin_at_once() throws Exception {
    List<Job> claimed = claimed(32, 5, 0);
    List<Callable<Boolean>> begins = new ArrayList<>();
    claimed.forEach(job -> begins.add(() -> begins(job)));

    List<Boolean> begun = Together.run(begins);

    assertThat(begun).filteredOn(yes -> yes).hasSize(5);
    assertThat(ledger().jobs.countByState()).containsEntry(JobState.SUBMITTING, 5L);
  }

  private boolean begins(Job job) {
    try {
      ledger().steps.begin(job);
      return true;
    } catch (GateShutException e) {
      return false;
    }
  }

  @Test
  default void should_count_what_began_before_a_restart() {
    List<Job> claimed = claimed(3, 2, 0);
    ledger().steps.submit(claimed.get(0));
    ledger().steps.begin(claimed.get(1));

    ledger().reopen();
    ledger().jobs.takeOver(ledger().now());
    Job third = ledger().jobs.claimToSubmit(9).get(0);

    assertRefused(third);
  }

  @Test
  default void should_count_what_may_have_been_charged() {
    List<Job> claimed = claimed(2, 1, 0);
    ledger().steps.answer(ledger().steps.begin(claimed.get(0)), SubmitOutcome.ANSWER_LOST);

    assertRefused(claimed.get(1));
  }

  @Test
  default void should_not_count_what_was_surely_not_charged() {
    List<Job> claimed = claimed(3, 1, 0);
    ledger().steps.answer(ledger().steps.begin(claimed.get(0)), SubmitOutcome.NOT_SENT);
    ledger().steps.answer(ledger().steps.begin(claimed.get(1)), SubmitOutcome.INPUT_REFUSED);

    assertThat(ledger().steps.begin(claimed.get(2)).state()).isEqualTo(JobState.SUBMITTING);
  }

  @Test
  default void should_not_stay_shut_for_submits_that_turned_out_to_cost_nothing() {
    List<Job> claimed = claimed(2, 1, 0);
    Job first = ledger().steps.begin(claimed.get(0));
    assertRefused(claimed.get(1));

    ledger().steps.answer(first, SubmitOutcome.INPUT_REFUSED);

    assertThat(ledger().jobs.closedGates()).isEmpty();
    assertThat(ledger().steps.begin(claimed.get(1)).state()).isEqualTo(JobState.SUBMITTING);
  }

  @Test
  default void should_give_a_place_back_when_the_gateway_reports_an_error_that_costs_nothing() {
    List<Job> claimed = claimed(2, 1, 0);
    Job submitted = ledger().steps.submit(claimed.get(0));
    assertRefused(claimed.get(1));

    Job error = submitted.says("ERROR", ledger().now(), ledger().now(), "no answer");
    Instant later = ledger().now().plusSeconds(60);
    ledger().jobs.move(Move.of(submitted, error.submitAgain(later, "no answer", Charged.NO)));

    assertThat(ledger().jobs.closedGates()).isEmpty();
    assertThat(ledger().steps.begin(claimed.get(1)).state()).isEqualTo(JobState.SUBMITTING);
  }

  @Test
  default void should_go_on_at_once_when_the_cap_was_raised() {
    List<Job> claimed = claimed(3, 1, 0);
    ledger().steps.submit(claimed.get(0));
    assertRefused(claimed.get(1));

    ledger().follow(TestRules.on(ledger().clock, TestRules.capped(2, 0)));
    ledger().jobs.takeOver(ledger().now());
    List<Job> again = ledger().jobs.claimToSubmit(9);

    ledger().steps.submit(again.get(0));
    assertRefused(again.get(1));
  }

  @Test
  default void should_bind_a_trial_as_well() {
    List<Job> claimed = claimed(3, 1, 0);
    Job first = ledger().steps.begin(claimed.get(0));
    ledger().jobs.shut(Gate.BALANCE, "the wallet is empty");
    ledger().steps.answer(first, SubmitOutcome.ACCEPTED);
    ledger().steps.giveBack(claimed.get(1), Duration.ZERO);

    ledger().clock.advance(Duration.ofMinutes(5));
    assertRefused(ledger().jobs.claimToSubmit(9).get(0));
  }

  private List<Job> claimed(int jobs, int perHour, int perDay) {
    ledger().follow(TestRules.on(ledger().clock, TestRules.capped(perHour, perDay)));
    ledger().steps.accept(Manifests.many(jobs));
    List<Job> claimed = ledger().jobs.claimToSubmit(jobs);
    assertThat(claimed).hasSize(jobs);
    return claimed;
  }

  private void assertRefused(Job job) {
    assertThatThrownBy(() -> ledger().steps.begin(job)).isInstanceOf(GateShutException.class);
    assertThat(ledger().steps.stored(job)).isEqualTo(job);
  }

  private ClosedGate cap() {
    List<ClosedGate> closed = ledger().jobs.closedGates();
    assertThat(closed).extracting(ClosedGate::gate).containsExactly(Gate.CAP);
    return closed.get(0);
  }
}
