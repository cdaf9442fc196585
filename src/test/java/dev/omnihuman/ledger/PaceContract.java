package dev.omnihuman.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.omnihuman.job.Durations;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import dev.omnihuman.job.Look;
import dev.omnihuman.job.Move;
import dev.omnihuman.job.SubmitOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What the ledger learns of the gateway's pace. Manifests here name no resolution but where said.
 */
interface PaceContract {

  TestLedger ledger();

  @Test
  default void should_know_no_duration_at_first() {
    assertThat(ledger().jobs.durations(null)).isEqualTo(Durations.NONE);
    assertThat(ledger().jobs.durations("720p")).isEqualTo(Durations.NONE);
  }

  @Test
  default void should_learn_how_long_a_job_took_in_the_step_that_shows_it_and_for_its_resolution() {
    Job job = ledger().steps.submit(ledger().steps.accept("a.json"));
    String resolution = job.manifest().request().resolution();

    Job ready = learn(job, 61);
    learn(ledger().steps.submit(ledger().steps.accept("b.json")), 59);

    assertThat(ready.state()).isEqualTo(JobState.READY);
    ledger().reopen();
    assertThat(ledger().jobs.durations(resolution)).isEqualTo(durations(61, 59));
    assertThat(ledger().jobs.durations("other")).isEqualTo(Durations.NONE);
  }

  @Test
  default void should_learn_nothing_from_a_step_that_is_not_stored() {
    Job job = ledger().steps.submit(ledger().steps.accept("a.json"));
    learn(job, 60);

    assertThatThrownBy(() -> learn(job, 60)).isInstanceOf(StaleJobException.class);

    assertThat(ledger().jobs.durations(job.manifest().request().resolution()).count()).isOne();
  }

  @Test
  default void should_look_at_once_after_a_submit_while_no_duration_is_known() {
    Job job = ledger().steps.submit(ledger().steps.accept("a.json"));

    assertThat(job.progress().dueAt()).isEqualTo(ledger().now());
    assertThat(job.times().expectedAt()).isNull();
    assertThat(job.remote().unfinishedAt()).isEqualTo(ledger().now());
  }

  @Test
  default void should_look_after_a_submit_when_others_were_finished_and_expect_the_end_then() {
    for (int n = 0; n < 5; n++) {
      learn(ledger().steps.submit(ledger().steps.accept(n + ".json")), 60);
    }

    Job job = ledger().steps.submit(ledger().steps.accept("a.json"));

    Instant now = ledger().now();
    assertThat(job.progress().dueAt()).isBetween(now.plusSeconds(57), now.plusSeconds(63));
    assertThat(job.times().expectedAt()).isEqualTo(now.plusSeconds(60));
    assertThat(ledger().steps.stored(job)).isEqualTo(job);
  }

  @Test
  default void should_look_at_once_at_a_request_that_was_in_doubt_and_not_measure_it() {
    learn(ledger().steps.submit(ledger().steps.accept("a.json")), 60);
    Job begun = ledger().steps.begin(ledger().steps.accept("b.json"));
    ledger().clock.advance(TestLedger.LEASE);
    ledger().jobs.expireSubmits();

    Job healed = ledger().steps.answer(begun, SubmitOutcome.ACCEPTED);

    assertThat(healed.progress().dueAt()).isEqualTo(ledger().now());
    assertThat(healed.remote().unfinishedAt()).isNull();
  }

  @Test
  default void should_store_until_when_a_job_was_unfinished_and_when_its_end_is_expected() {
    Job job = ledger().steps.submit(ledger().steps.accept("a.json"));
    ledger().clock.advance(Duration.ofSeconds(9));
    Instant now = ledger().now();

    Look next = new Look(now.plusSeconds(5), now.plusSeconds(51));
    Job running = ledger().jobs.move(Move.of(job, job.stillRunning("PROCESSING", now, next)));

    ledger().reopen();
    assertThat(ledger().steps.stored(job)).isEqualTo(running);
    assertThat(running.remote().unfinishedAt()).isEqualTo(now);
    assertThat(running.times().expectedAt()).isEqualTo(now.plusSeconds(51));
    Job ready = learn(running, 12);
    assertThat(ready.times().expectedAt()).as("it has ended").isNull();
  }

  @Test
  default void should_see_within_a_second_what_another_node_has_learned() {
    Job job = ledger().steps.submit(ledger().steps.accept("a.json"));
    String resolution = job.manifest().request().resolution();
    try (JobLedger otherNode = ledger().otherNode()) {
      assertThat(otherNode.durations(resolution).isEmpty()).isTrue();
      learn(job, 60);
      ledger().clock.advance(Duration.ofSeconds(1));

      assertThat(otherNode.durations(resolution)).isEqualTo(durations(60));
    }
  }

  private Job learn(Job submitted, int seconds) {
    Job ready = submitted.ready("COMPLETED", List.of("https://a.r2.dev/v.mp4"), ledger().now());
    return ledger().jobs.move(Move.of(submitted, ready).showing(Duration.ofSeconds(seconds)));
  }

  private static Durations durations(int... seconds) {
    return new Durations(IntStream.of(seconds).mapToObj(Duration::ofSeconds).toList());
  }
}
