package dev.omnihuman.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.omnihuman.job.ClosedGate;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import dev.omnihuman.job.SubmitOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of due times when the clock was set between two starts. */
interface ClockContract {

  Duration POLL = Duration.ofSeconds(5);
  Duration HOUR = Duration.ofHours(1);

  TestLedger ledger();

  @Test
  default void should_look_at_a_submitted_job_after_one_interval_when_the_clock_was_set_back() {
    Job far = ledger().steps.submit(ledger().steps.accept("far.json"));
    ledger().steps.giveBack(far, Duration.ofMinutes(2));
    Job near = ledger().steps.submit(ledger().steps.accept("near.json"));
    restartWithClockSet(HOUR.negated());

    assertThat(bringNear()).isEqualTo(HOUR);

    assertThat(dueAt(far)).isEqualTo(ledger().now().plus(POLL));
    assertThat(dueAt(near)).isEqualTo(ledger().now().plus(POLL));
    assertThat(ledger().jobs.claim(JobState.SUBMITTED, 10)).isEmpty();
    ledger().clock.advance(POLL);
    assertThat(ledger().jobs.claim(JobState.SUBMITTED, 10)).hasSize(2);
  }

  @Test
  default void should_keep_the_length_of_every_other_wait_when_the_clock_was_set_back() {
    Job accepted = ledger().steps.accept("accepted.json");
    ledger().steps.giveBack(accepted, Duration.ofMinutes(3));
    Job ready = ledger().steps.ready(ledger().steps.submit(ledger().steps.accept("ready.json")));
    ledger().steps.giveBack(ready, Duration.ofMinutes(4));
    ledger()
        .steps
        .answer(ledger().steps.begin(ledger().steps.accept("b.json")), SubmitOutcome.NO_BALANCE);
    Duration untilTrial = Duration.between(ledger().now(), gate().trial().at());
    restartWithClockSet(HOUR.negated());

    bringNear();

    assertThat(dueAt(accepted)).isEqualTo(ledger().now().plus(Duration.ofMinutes(3)));
    assertThat(dueAt(ready)).isEqualTo(ledger().now().plus(Duration.ofMinutes(4)));
    assertThat(gate().trial().at()).isEqualTo(ledger().now().plus(untilTrial));
  }

  @Test
  default void should_bring_the_same_things_near_only_once() {
    Job accepted = ledger().steps.accept("a.json");
    ledger().steps.giveBack(accepted, Duration.ofMinutes(3));
    restartWithClockSet(HOUR.negated());
    bringNear();
    Instant due = dueAt(accepted);

    ledger().reopen();

    assertThat(ledger().jobs.clock().bringNear(ledger().now().plus(POLL))).isEmpty();
    assertThat(dueAt(accepted)).isEqualTo(due);
  }

  @Test
  default void should_change_nothing_at_the_first_start() {
    Job accepted = ledger().steps.accept("a.json");

    assertThat(ledger().jobs.clock().bringNear(ledger().now().plus(POLL))).isEmpty();

    assertThat(ledger().steps.stored(accepted)).isEqualTo(accepted);
  }

  @Test
  default void should_change_nothing_when_time_went_on_or_the_clock_was_set_forward() {
    Job submitted = ledger().steps.submit(ledger().steps.accept("a.json"));
    Job waiting = ledger().steps.giveBack(submitted, Duration.ofDays(3));
    restartWithClockSet(Duration.ofDays(2));

    assertThat(ledger().jobs.clock().bringNear(ledger().now().plus(POLL))).isEmpty();

    assertThat(ledger().steps.stored(waiting)).isEqualTo(waiting);
  }

  @Test
  default void should_not_forget_a_later_time_for_an_earlier_one() {
    ledger().jobs.clock().remember();
    ledger().clock.advance(HOUR.negated());

    ledger().jobs.clock().remember();

    assertThat(bringNear()).isEqualTo(HOUR);
  }

  @ParameterizedTest
  @ValueSource(longs = {-365, -1, 0, 1, 365})
  default void should_never_make_a_submit_of_a_submit_under_way_whatever_the_clock_says(long days) {
    Job begun = ledger().steps.begin(ledger().steps.accept("a.json"));
    restartWithClockSet(Duration.ofDays(days));

    ledger().jobs.clock().bringNear(ledger().now().plus(POLL));
    List<Job> doubtful = ledger().jobs.takeOver(ledger().now().plus(POLL));

    assertThat(doubtful).extracting(Job::id).containsExactly(begun.id());
    assertThat(ledger().steps.state(begun)).isEqualTo(JobState.IN_DOUBT);
    ledger().clock.advance(Duration.ofDays(1_000));
    assertThat(ledger().jobs.claimToSubmit(10)).isEmpty();
  }

  private void restartWithClockSet(Duration by) {
    ledger().jobs.clock().remember();
    ledger().clock.advance(by);
    ledger().reopen();
  }

  private Duration bringNear() {
    return ledger().jobs.clock().bringNear(ledger().now().plus(POLL)).orElseThrow();
  }

  private Instant dueAt(Job job) {
    return ledger().steps.stored(job).progress().dueAt();
  }

  private ClosedGate gate() {
    return ledger().jobs.closedGates().get(0);
  }
}
