package dev.omnihuman.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import dev.omnihuman.job.Move;
import dev.omnihuman.testing.JobSteps;
import dev.omnihuman.testing.Manifests;
import dev.omnihuman.testing.Together;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** How due jobs are leased. */
interface ClaimContract {

  TestLedger ledger();

  @Test
  default void should_claim_only_what_is_due() {
    Job due = ledger().steps.accept("due.json");
    Job later = ledger().steps.giveBack(ledger().steps.accept("later.json"), Duration.ofMillis(1));

    assertThat(claim(10)).containsExactly(due.id());

    ledger().clock.advance(Duration.ofMillis(1));
    assertThat(claim(10)).containsExactly(later.id());
  }

  @Test
  default void should_claim_what_has_waited_longest_up_to_the_limit() {
    Job first = ledger().steps.giveBack(ledger().steps.accept("1.json"), Duration.ofSeconds(9));
    Job second = ledger().steps.giveBack(ledger().steps.accept("2.json"), Duration.ofSeconds(3));
    Job third = ledger().steps.giveBack(ledger().steps.accept("3.json"), Duration.ofSeconds(6));
    ledger().clock.advance(Duration.ofSeconds(10));

    assertThat(claim(0)).isEmpty();
    assertThat(claim(1)).containsExactly(second.id());
    assertThat(claim(1)).containsExactly(third.id());
    assertThat(claim(1)).containsExactly(first.id());
    assertThat(claim(1)).isEmpty();
  }

  @Test
  default void should_claim_jobs_of_the_asked_state_alone() {
    ledger().steps.accept("accepted.json");
    Job submitted = ledger().steps.submit(ledger().steps.accept("submitted.json"));

    assertThat(ledger().jobs.claim(JobState.SUBMITTED, 10))
        .extracting(Job::id)
        .containsExactly(submitted.id());
    assertThat(ledger().jobs.claim(JobState.READY, 10)).isEmpty();
  }

  @Test
  default void should_keep_a_claimed_job_from_others_until_its_lease_runs_out() {
    ledger().steps.accept("a.json");

    Job claimed = ledger().jobs.claim(JobState.ACCEPTED, 10).get(0);

    assertThat(claimed.progress().dueAt()).isEqualTo(ledger().now().plus(TestLedger.LEASE));
    assertThat(ledger().steps.stored(claimed)).isEqualTo(claimed);
    ledger().clock.advance(TestLedger.LEASE.minusMillis(1));
    assertThat(claim(10)).isEmpty();
    ledger().clock.advance(Duration.ofMillis(1));
    assertThat(claim(10)).containsExactly(claimed.id());
    assertThatThrownBy(() -> ledger().steps.giveBack(claimed, Duration.ZERO))
        .isInstanceOf(StaleJobException.class);
  }

  @Test
  default void should_prolong_the_lease_of_a_job_whose_step_takes_long() {
    ledger().steps.accept("a.json");
    Job claimed = ledger().jobs.claim(JobState.ACCEPTED, 1).get(0);
    ledger().clock.advance(TestLedger.LEASE.minusMillis(1));

    Job renewed = ledger().jobs.renew(claimed);

    ledger().clock.advance(TestLedger.LEASE.minusMillis(1));
    assertThat(claim(10)).isEmpty();
    assertThat(ledger().steps.fail(renewed).state()).isEqualTo(JobState.FAILED);
  }

  @Test
  default void should_not_prolong_a_lease_that_is_somebody_elses_by_now() {
    ledger().steps.accept("a.json");
    Job claimed = ledger().jobs.claim(JobState.ACCEPTED, 1).get(0);
    ledger().clock.advance(TestLedger.LEASE);
    Job others = ledger().jobs.claim(JobState.ACCEPTED, 1).get(0);

    assertThatThrownBy(() -> ledger().jobs.renew(claimed)).isInstanceOf(StaleJobException.class);

    assertThat(ledger().steps.stored(claimed)).isEqualTo(others);
  }

  @Test
  default void should_give_each_due_job_to_one_claimant_only() throws Exception {
    int jobs = 10_000;
    List<Job> accepted = ledger().steps.accept(Manifests.many(jobs));

    List<List<String>> claims;
    try (JobLedger otherNode = ledger().otherNode()) {
      Callable<List<String>> here = () -> claimUntilNothingIsLeft(ledger().jobs);
      Callable<List<String>> there = () -> claimUntilNothingIsLeft(otherNode);
      claims = Together.run(List.of(here, there, here, there));
    }

    assertThat(claims.stream().flatMap(List::stream))
        .hasSize(jobs)
        .containsExactlyInAnyOrderElementsOf(accepted.stream().map(Job::id).toList());
  }

  private List<String> claimUntilNothingIsLeft(JobLedger node) {
    List<String> mine = new ArrayList<>();
    List<Job> page;
    do {
      page = node.claimToSubmit(100);
      // Steps between the claims, as the product takes them.
      page.stream().limit(3).forEach(job -> node.move(Move.of(job, begun(job))));
      page.forEach(job -> mine.add(job.id()));
    } while (!page.isEmpty());
    return mine;
  }

  @Test
  default void should_find_soon_what_another_node_has_made_due() {
    try (JobLedger otherNode = ledger().otherNode()) {
      assertThat(otherNode.claimToSubmit(10)).isEmpty();
      Job job = ledger().steps.accept("a.json");
      ledger().clock.advance(Duration.ofSeconds(1));

      assertThat(otherNode.claimToSubmit(10)).extracting(Job::id).containsExactly(job.id());
    }
  }

  @Test
  default void should_go_on_asking_when_the_clock_is_set_back() {
    assertThat(ledger().jobs.claimToSubmit(10)).isEmpty();
    ledger().clock.advance(Duration.ofDays(-1));
    try (JobLedger otherNode = ledger().otherNode()) {
      Job job = new JobSteps(otherNode, ledger().clock).accept("a.json");

      assertThat(ledger().jobs.claimToSubmit(10)).extracting(Job::id).containsExactly(job.id());
    }
  }

  private Job begun(Job job) {
    return job.submitting(ledger().now().plus(TestLedger.LEASE));
  }

  private List<String> claim(int limit) {
    return ledger().jobs.claim(JobState.ACCEPTED, limit).stream().map(Job::id).toList();
  }
}
