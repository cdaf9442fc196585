package dev.omnihuman.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.omnihuman.job.Gate;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.SubmitOutcome;
import dev.omnihuman.testing.Manifests;
import dev.omnihuman.testing.TestRules;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * How many submits may be under way at once: half as many after "too many", one more after each
 * round that was accepted.
 */
interface LaneContract {

  TestLedger ledger();

  @Test
  default void should_halve_the_lane_when_the_gateway_gets_too_many() {
    ledger().follow(TestRules.on(ledger().clock, TestRules.submits(8, 3)));
    ledger().steps.accept(Manifests.many(40));
    List<Job> begun = beginAll();
    assertThat(begun).as("no limit but that of the routes").hasSize(40);

    ledger().steps.answer(begun.get(0), SubmitOutcome.TOO_MANY);
    begun.stream().skip(1).forEach(job -> ledger().steps.answer(job, SubmitOutcome.NOT_SENT));
    openRateByATrial();

    assertThat(beginAll()).hasSize(4);
  }

  @Test
  default void should_halve_it_once_for_refusals_that_were_under_way_together() {
    ledger().follow(TestRules.on(ledger().clock, TestRules.submits(8, 3)));
    ledger().steps.accept(Manifests.many(40));
    List<Job> begun = beginAll();

    begun.forEach(job -> ledger().steps.answer(job, SubmitOutcome.TOO_MANY));
    openRateByATrial();

    assertThat(beginAll()).hasSize(4);
  }

  @Test
  default void should_halve_it_again_when_a_trial_is_refused_down_to_one() {
    ledger().follow(TestRules.on(ledger().clock, TestRules.submits(8, 3)));
    ledger().steps.accept(Manifests.many(40));
    ledger().steps.answer(begin(), SubmitOutcome.TOO_MANY);
    for (int trial = 1; trial <= 5; trial++) {
      awaitTrial();
      ledger().steps.answer(begin(), SubmitOutcome.TOO_MANY);
    }
    openRateByATrial();

    // The trial itself was a whole round of a lane of one.
    assertThat(beginAll()).hasSize(2);
  }

  @Test
  default void should_widen_by_one_after_each_round_that_was_accepted() {
    ledger().follow(TestRules.on(ledger().clock, TestRules.submits(8, 3)));
    ledger().steps.accept(Manifests.many(60));
    ledger().steps.answer(begin(), SubmitOutcome.TOO_MANY);
    openRateByATrial();
    IntStream.range(1, 4).forEach(n -> ledger().steps.answer(begin(), SubmitOutcome.ACCEPTED));

    for (int width = 5; width < 8; width++) {
      List<Job> round = beginAll();
      assertThat(round).hasSize(width);
      round.forEach(job -> ledger().steps.answer(job, SubmitOutcome.ACCEPTED));
    }

    assertThat(beginAll())
        .as("as wide as it was set, which is the routes' limit")
        .hasSizeGreaterThan(8);
  }

  @Test
  default void should_count_claimed_jobs_that_have_not_begun() {
    ledger().follow(TestRules.on(ledger().clock, TestRules.submits(8, 3)));
    ledger().steps.accept(Manifests.many(40));
    ledger().steps.answer(begin(), SubmitOutcome.TOO_MANY);
    openRateByATrial();

    assertThat(claim(3)).hasSize(3);
    assertThat(claim(9)).hasSize(1);
    assertThat(claim(9)).isEmpty();
  }

  @Test
  default void should_refuse_the_submit_of_a_job_that_was_claimed_before_the_lane_narrowed() {
    ledger().follow(TestRules.on(ledger().clock, TestRules.submits(2, 3)));
    ledger().steps.accept(Manifests.many(3));
    List<Job> claimed = claim(3);
    Job refused = ledger().steps.begin(claimed.get(0));
    Job slow = ledger().steps.begin(claimed.get(1));
    ledger().steps.answer(refused, SubmitOutcome.TOO_MANY);
    ledger().jobs.open(Gate.RATE);

    assertThatThrownBy(() -> ledger().steps.begin(claimed.get(2)))
        .isInstanceOf(GateShutException.class);

    ledger().steps.answer(slow, SubmitOutcome.ACCEPTED);
    ledger().steps.begin(claimed.get(2));
  }

  @Test
  default void should_remember_its_width_after_a_restart() {
    ledger().follow(TestRules.on(ledger().clock, TestRules.submits(8, 3)));
    ledger().steps.accept(Manifests.many(20));
    ledger().steps.answer(begin(), SubmitOutcome.TOO_MANY);
    openRateByATrial();

    ledger().reopen();

    assertThat(beginAll()).hasSize(4);
  }

  /** After one doubtful answer, no more are let in than may fall into doubt before the breaker. */
  @Test
  default void should_let_in_no_more_after_a_doubt_than_the_breaker_allows() {
    ledger().follow(TestRules.on(ledger().clock, TestRules.submits(8, 3)));
    ledger().steps.accept(Manifests.many(20));

    ledger().steps.answer(begin(), SubmitOutcome.UNCLEAR_ANSWER);
    List<Job> two = beginAll();
    assertThat(two).hasSize(2);
    ledger().steps.answer(two.get(0), SubmitOutcome.ACCEPTED);

    assertThat(beginAll()).as("a success clears the doubt").hasSizeGreaterThan(8);
  }

  private void openRateByATrial() {
    awaitTrial();
    ledger().steps.answer(begin(), SubmitOutcome.ACCEPTED);
    assertThat(ledger().jobs.closedGates()).isEmpty();
    // Those that never left are due again by now.
    ledger().clock.advance(Duration.ofMinutes(6));
  }

  private void awaitTrial() {
    ledger().clock.set(ledger().jobs.closedGates().get(0).trial().at());
  }

  private Job begin() {
    return ledger().steps.begin(claim(1).get(0));
  }

  private List<Job> beginAll() {
    return claim(100).stream().map(ledger().steps::begin).toList();
  }

  /** As a worker that looks again once a second. */
  private List<Job> claim(int limit) {
    ledger().clock.advance(Duration.ofSeconds(1));
    return ledger().jobs.claimToSubmit(limit);
  }
}
