package dev.omnihuman.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import dev.omnihuman.job.Look;
import dev.omnihuman.job.Move;
import dev.omnihuman.testing.Manifests;
import dev.omnihuman.testing.TestRules;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How jobs come into a ledger and are found in it. */
interface AcceptContract {

  TestLedger ledger();

  @Test
  default void should_make_a_job_of_each_manifest_with_its_first_event() {
    JobLedger jobs = ledger().jobs;

    List<Job> accepted = ledger().steps.accept(Manifests.many(2));

    assertThat(accepted).extracting(Job::manifest).isEqualTo(Manifests.many(2));
    for (Job job : accepted) {
      assertThat(job).isEqualTo(Job.accepted(job.id(), job.manifest(), ledger().now()));
      assertThat(jobs.find(job.id())).contains(job);
      assertThat(jobs.events(job.id()))
          .containsExactly(new JobEvent(1, ledger().now(), null, JobState.ACCEPTED, null, null));
      assertThat(jobs.attempts(job.id())).isEmpty();
    }
  }

  @Test
  default void should_decide_once_and_for_all_what_a_video_is_called() {
    ledger().follow(TestRules.naming(ledger().clock, "{date} {name} {job}"));
    Job accepted = ledger().steps.accept("sub/a.json");
    String output =
        "sub/%s a %s".formatted(ledger().now().toString().substring(0, 10), accepted.id());
    assertThat(accepted.manifest().output()).isEqualTo(output);

    ledger().clock.advance(Duration.ofDays(3));
    ledger().follow(TestRules.naming(ledger().clock, "{name}"));

    assertThat(ledger().jobs.find(accepted.id())).contains(accepted);
    Job begun = ledger().steps.begin(ledger().jobs.claimToSubmit(1).get(0));
    assertThat(begun.manifest().output()).isEqualTo(output);
  }

  @Test
  default void should_tell_files_of_one_name_in_two_sub_folders_apart() {
    JobLedger jobs = ledger().jobs;
    Job one = ledger().steps.accept("one/a.json");
    Job two = ledger().steps.accept("two/a.json");

    assertThat(jobs.findByManifest("one/a.json")).contains(one);
    assertThat(jobs.openManifests(List.of("one/a.json", "two/a.json", "a.json")))
        .containsExactlyInAnyOrder("one/a.json", "two/a.json");
    assertThat(jobs.called("two/a.json", 10)).containsExactly(two);
  }

  @Test
  default void should_know_from_which_sub_folders_jobs_came_and_what_they_asked_for() {
    JobLedger jobs = ledger().jobs;
    Job job = ledger().steps.accept("gr\u00fcn/\ud83c\udfac/a.json");
    ledger().steps.accept("b_d/a.json");
    ledger().steps.fail(job);

    assertThat(jobs.knowsFolder("gr\u00fcn/\ud83c\udfac/")).isTrue();
    assertThat(jobs.knowsFolder("b_d/")).isTrue();
    assertThat(jobs.knowsFolder("bad/")).as("no letter stands for any").isFalse();
    assertThat(jobs.knowsFolder("gr\u00fcn/\ud83c\udfac/a/")).isFalse();
    assertThat(jobs.knowsContent(job.manifest().contentHash())).isTrue();
    assertThat(jobs.knowsContent("another")).isFalse();
  }

  @Test
  default void should_accept_nothing_of_nothing() {
    assertThat(ledger().jobs.accept(List.of())).isEmpty();
    assertThat(ledger().jobs.countByState()).isEmpty();
  }

  @Test
  default void should_leave_out_a_manifest_whose_file_belongs_to_an_open_job() {
    JobLedger jobs = ledger().jobs;
    Job first = ledger().steps.accept("a.json");

    List<Job> accepted =
        ledger()
            .steps
            .accept(
                List.of(Manifests.in("a.json"), Manifests.in("b.json"), Manifests.in("b.json")));

    assertThat(accepted).extracting(job -> job.manifest().file()).containsExactly("b.json");
    assertThat(jobs.findByManifest("a.json")).contains(first);
    assertThat(jobs.events(first.id())).hasSize(1);
    assertThat(jobs.countByState()).containsOnly(entry(JobState.ACCEPTED, 2L));
  }

  @Test
  default void should_make_a_new_job_of_a_file_name_whose_job_has_ended() {
    JobLedger jobs = ledger().jobs;
    Job delivered = ledger().steps.deliver(ledger().steps.accept("a.json"));

    Job second = ledger().steps.accept("a.json");
    Job failed = ledger().steps.fail(second);
    Job third = ledger().steps.accept(List.of(Manifests.of("a.json", "other"))).get(0);

    assertThat(jobs.findByManifest("a.json")).contains(third);
    assertThat(jobs.find(delivered.id())).contains(delivered);
    assertThat(jobs.find(failed.id())).contains(failed);
  }

  @Test
  default void should_find_nothing_that_is_not_there() {
    JobLedger jobs = ledger().jobs;

    assertThat(jobs.find("nobody")).isEmpty();
    assertThat(jobs.findByManifest("nothing.json")).isEmpty();
    assertThat(jobs.events("nobody")).isEmpty();
    assertThat(jobs.attempts("nobody")).isEmpty();
    assertThat(jobs.closedGates()).isEmpty();
    assertThat(jobs.inState(JobState.FAILED)).isEmpty();
  }

  @Test
  default void should_count_and_list_jobs_by_state_in_the_order_of_acceptance() {
    List<Job> accepted = ledger().steps.accept(Manifests.many(5));
    Job failed = ledger().steps.fail(accepted.get(3));
    Job failedLater = ledger().steps.fail(accepted.get(1));

    assertThat(ledger().jobs.countByState())
        .containsOnly(entry(JobState.ACCEPTED, 3L), entry(JobState.FAILED, 2L));
    assertThat(ledger().jobs.inState(JobState.FAILED)).containsExactly(failedLater, failed);
    assertThat(ledger().jobs.inState(JobState.ACCEPTED))
        .containsExactly(accepted.get(0), accepted.get(2), accepted.get(4));
  }

  @Test
  default void should_page_through_the_jobs_that_are_open_or_ended_at_or_after_an_instant() {
    List<Job> accepted = ledger().steps.accept(Manifests.many(5));
    ledger().steps.fail(accepted.get(0));
    ledger().clock.advance(Duration.ofMillis(1));
    Instant start = ledger().now();
    Job second = ledger().steps.fail(accepted.get(2));
    ledger().clock.advance(Duration.ofMillis(1));
    Job third = ledger().steps.deliver(accepted.get(1));

    List<Job> page = ledger().jobs.openOrEndedSince(start, "", 3);

    assertThat(page).containsExactly(third, second, accepted.get(3));
    assertThat(ledger().jobs.openOrEndedSince(start, page.get(2).id(), 3))
        .containsExactly(accepted.get(4));
    assertThat(ledger().jobs.openOrEndedSince(start, accepted.get(4).id(), 3)).isEmpty();
  }

  @Test
  default void should_count_the_same_jobs_and_tell_when_the_last_is_expected() {
    List<Job> accepted = ledger().steps.accept(Manifests.many(5));
    ledger().steps.fail(accepted.get(0));
    ledger().clock.advance(Duration.ofMillis(1));
    ledger().steps.fail(accepted.get(1));
    assertThat(ledger().jobs.standing(ledger().now()).lastExpectedAt()).isNull();

    Instant expected = ledger().now().plusSeconds(90);
    for (int n = 2; n < 4; n++) {
      Job submitted = ledger().steps.submit(accepted.get(n));
      Look look = new Look(ledger().now().plusSeconds(5), expected.minusSeconds(n));
      ledger()
          .jobs
          .move(Move.of(submitted, submitted.stillRunning("QUEUED", ledger().now(), look)));
    }

    Standing standing = ledger().jobs.standing(ledger().now());
    assertThat(standing.counts())
        .containsOnly(
            entry(JobState.ACCEPTED, 1L),
            entry(JobState.FAILED, 1L),
            entry(JobState.SUBMITTED, 2L));
    assertThat(standing.lastExpectedAt()).isEqualTo(expected.minusSeconds(2));
    assertThat(standing.in(JobState.FAILED, JobState.SUBMITTED)).isEqualTo(3);
    assertThat(standing.all()).isEqualTo(4);
  }

  @Test
  default void should_read_everything_back_after_a_restart() {
    Job waiting = ledger().steps.accept("waiting.json");
    Job ready = ledger().steps.ready(ledger().steps.submit(ledger().steps.accept("ready.json")));
    Job failed = ledger().steps.fail(ledger().steps.accept("failed.json"));
    List<JobEvent> events = ledger().jobs.events(ready.id());

    ledger().reopen();

    assertThat(ledger().steps.stored(waiting)).isEqualTo(waiting);
    assertThat(ledger().steps.stored(ready)).isEqualTo(ready);
    assertThat(ledger().steps.stored(failed)).isEqualTo(failed);
    assertThat(ledger().jobs.events(ready.id())).isEqualTo(events).hasSize(4);
    assertThat(ledger().jobs.attempts(ready.id())).hasSize(1);
  }
}
