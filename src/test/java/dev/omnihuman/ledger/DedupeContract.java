package dev.omnihuman.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.omnihuman.job.Charged;
import dev.omnihuman.job.FailureReason;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import dev.omnihuman.job.Manifest;
import dev.omnihuman.job.Move;
import dev.omnihuman.job.SubmitOutcome;
import dev.omnihuman.ledger.Acceptance.Duplicate;
import dev.omnihuman.ledger.Acceptance.Known;
import dev.omnihuman.ledger.Acceptance.NeedsForce;
import dev.omnihuman.ledger.Acceptance.NewJob;
import dev.omnihuman.ledger.Acceptance.Reopened;
import dev.omnihuman.testing.JobSteps;
import dev.omnihuman.testing.Manifests;
import dev.omnihuman.testing.TestRules;
import dev.omnihuman.testing.Together;
import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The same content is paid for once, unless people say that they want it again. */
interface DedupeContract {

  Duration WINDOW = Duration.ofDays(7);

  TestLedger ledger();

  private void refuseDuplicates() {
    ledger().follow(TestRules.withDedupe(ledger().clock, WINDOW));
  }

  /** Everything that may yet become a video, or is one. */
  @ParameterizedTest
  @EnumSource(
      value = JobState.class,
      names = {"ACCEPTED", "SUBMITTING", "IN_DOUBT", "SUBMITTED", "READY", "DELIVERED"})
  default void should_make_no_second_job_of_a_content_that_is(JobState state) {
    refuseDuplicates();
    Job earlier = inState(state, ledger().steps.accept("a.json"));

    assertThat(accept(Manifests.in("b.json")))
        .isEqualTo(new Duplicate(Manifests.in("b.json"), earlier));

    assertThat(ledger().jobs.findByManifest("b.json")).isEmpty();
    assertThat(ledger().steps.stored(earlier)).isEqualTo(earlier);
  }

  private Job inState(JobState state, Job accepted) {
    JobSteps steps = ledger().steps;
    return switch (state) {
      case SUBMITTING -> steps.begin(accepted);
      case IN_DOUBT -> steps.answer(steps.begin(accepted), SubmitOutcome.ANSWER_LOST);
      case SUBMITTED -> steps.submit(accepted);
      case READY -> steps.ready(steps.submit(accepted));
      case DELIVERED -> steps.deliver(accepted);
      default -> accepted;
    };
  }

  @Test
  default void should_take_another_content_whatever_its_file_is_called() {
    refuseDuplicates();
    ledger().steps.deliver(ledger().steps.accept("a.json"));

    assertThat(accept(Manifests.of("a.json", "other"))).isInstanceOf(NewJob.class);
  }

  @Test
  default void should_forget_a_finished_job_when_the_window_is_over() {
    refuseDuplicates();
    ledger().steps.deliver(ledger().steps.accept("a.json"));

    ledger().clock.advance(WINDOW);
    assertThat(accept(Manifests.in("a.json"))).isInstanceOf(Duplicate.class);

    ledger().clock.advance(Duration.ofMillis(1));
    assertThat(accept(Manifests.in("a.json"))).isInstanceOf(NewJob.class);
  }

  @Test
  default void should_never_forget_an_open_job() {
    refuseDuplicates();
    Job doubtful = inState(JobState.IN_DOUBT, ledger().steps.accept("a.json"));
    ledger().clock.advance(Duration.ofDays(365));

    assertThat(accept(Manifests.in("b.json")))
        .isEqualTo(new Duplicate(Manifests.in("b.json"), doubtful));
  }

  @Test
  default void should_make_a_second_take_by_force_however_the_first_stands() {
    refuseDuplicates();
    Job first = ledger().steps.accept("a.json");
    assertThat(accept(Manifests.forced("b.json"))).isInstanceOf(NewJob.class);

    ledger().steps.deliver(first);
    assertThat(accept(Manifests.forced("c.json"))).isInstanceOf(NewJob.class);
  }

  @Test
  default void should_find_duplicates_within_one_page() {
    refuseDuplicates();

    List<Acceptance> page =
        ledger()
            .jobs
            .accept(
                List.of(
                    Manifests.in("a.json"),
                    Manifests.in("b.json"),
                    Manifests.of("c.json", "other"),
                    Manifests.in("a.json"),
                    Manifests.of("d.json", "other")));

    Job first = ((NewJob) page.get(0)).job();
    Job other = ((NewJob) page.get(2)).job();
    assertThat(page)
        .containsExactly(
            new NewJob(first),
            new Duplicate(Manifests.in("b.json"), first),
            new NewJob(other),
            new Known(Manifests.in("a.json")),
            new Duplicate(Manifests.of("d.json", "other"), other));
    assertThat(ledger().jobs.countByState()).containsEntry(JobState.ACCEPTED, 2L);
  }

  @Test
  default void should_know_an_open_job_by_its_own_file() {
    refuseDuplicates();
    inState(JobState.SUBMITTED, ledger().steps.accept("a.json"));

    assertThat(accept(Manifests.in("a.json"))).isEqualTo(new Known(Manifests.in("a.json")));
  }

  @Test
  default void should_make_one_job_of_a_content_that_many_bring_at_once() throws Exception {
    refuseDuplicates();

    List<Acceptance> became;
    try (JobLedger otherNode = ledger().otherNode()) {
      became =
          Together.run(
              List.of(
                  () -> ledger().jobs.accept(List.of(Manifests.in("a.json"))).get(0),
                  () -> otherNode.accept(List.of(Manifests.in("b.json"))).get(0),
                  () -> ledger().jobs.accept(List.of(Manifests.in("c.json"))).get(0),
                  () -> otherNode.accept(List.of(Manifests.in("d.json"))).get(0)));
    }

    assertThat(became).filteredOn(NewJob.class::isInstance).hasSize(1);
    assertThat(became).filteredOn(Duplicate.class::isInstance).hasSize(3);
  }

  @Test
  default void should_call_nothing_a_duplicate_without_a_window() {
    ledger().steps.deliver(ledger().steps.accept("a.json"));
    assertThat(accept(Manifests.in("b.json"))).isInstanceOf(NewJob.class);
  }

  /** What dropping the same content again does to a job that ended badly. */
  static Stream<Arguments> endings() {
    return Stream.of(
        arguments("input refused", ended(SubmitOutcome.INPUT_REFUSED), JobState.ACCEPTED),
        arguments("never sent, abandoned", abandoned(SubmitOutcome.NOT_SENT), JobState.ACCEPTED),
        arguments("in doubt, abandoned", abandoned(SubmitOutcome.ANSWER_LOST), null),
        arguments(
            "in doubt, failed",
            failed(SubmitOutcome.ANSWER_LOST, FailureReason.SUBMIT_UNCLEAR, Charged.UNKNOWN),
            null),
        arguments(
            "no balance", failed(null, FailureReason.NO_BALANCE, Charged.NO), JobState.ACCEPTED),
        arguments(
            "failed by the gateway",
            failed(SubmitOutcome.ACCEPTED, FailureReason.REMOTE_FAILED, Charged.YES),
            JobState.SUBMITTED),
        arguments(
            "no output",
            failed(SubmitOutcome.ACCEPTED, FailureReason.NO_USABLE_OUTPUT, Charged.YES),
            JobState.SUBMITTED),
        arguments(
            "lost by the gateway",
            failed(SubmitOutcome.ACCEPTED, FailureReason.LOST_REMOTE, Charged.YES),
            JobState.SUBMITTED),
        arguments(
            "too late",
            failed(SubmitOutcome.ACCEPTED, FailureReason.DEADLINE, Charged.YES),
            JobState.SUBMITTED),
        arguments(
            "system error",
            failed(SubmitOutcome.ACCEPTED, FailureReason.REMOTE_ERROR, Charged.NO),
            JobState.ACCEPTED),
        arguments("system error behind a doubt", errorBehindADoubt(), null));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("endings")
  default void should_open_a_job_again_only_if_that_costs_nothing_more(
      String what, BiFunction<TestLedger, Job, Job> end, JobState next) {
    refuseDuplicates();
    Job ended = end.apply(ledger(), ledger().steps.accept("a.json"));

    Acceptance acceptance = accept(Manifests.in("again.json"));

    if (next == null) {
      assertThat(acceptance).isEqualTo(new NeedsForce(Manifests.in("again.json"), ended));
      assertThat(ledger().steps.stored(ended)).isEqualTo(ended);
      return;
    }
    Job reopened = ((Reopened) acceptance).job();
    assertThat(ledger().steps.stored(ended)).isEqualTo(reopened);
    assertThat(reopened.id()).isEqualTo(ended.id());
    assertThat(reopened.state()).isEqualTo(next);
    assertThat(reopened.manifest().file()).isEqualTo("again.json");
    assertThat(reopened.times().finishedAt()).isNull();
    assertThat(reopened.progress().dueAt()).isEqualTo(ledger().now());
    assertThat(reopened.ending().reason()).isNull();
    assertThat(reopened.ending().chargedInAll()).isEqualTo(ended.ending().chargedInAll());
    assertThat(ledger().jobs.findByManifest("again.json")).contains(reopened);
    assertThat(ledger().jobs.claim(next, 9)).extracting(Job::id).containsExactly(ended.id());
  }

  private static BiFunction<TestLedger, Job, Job> ended(SubmitOutcome outcome) {
    return (ledger, job) -> ledger.steps.answer(ledger.steps.begin(job), outcome);
  }

  private static BiFunction<TestLedger, Job, Job> abandoned(SubmitOutcome outcome) {
    return (ledger, accepted) -> {
      Job job = ended(outcome).apply(ledger, accepted);
      return ledger.jobs.move(Move.of(job, job.abandoned(ledger.now())));
    };
  }

  private static BiFunction<TestLedger, Job, Job> failed(
      SubmitOutcome outcome, FailureReason reason, Charged charged) {
    return (ledger, accepted) -> {
      Job job = outcome == null ? accepted : ended(outcome).apply(ledger, accepted);
      return ledger.jobs.move(Move.of(job, job.failed(reason, "words", charged, ledger.now())));
    };
  }

  /** The last attempt cost nothing; the one before it perhaps did. */
  private static BiFunction<TestLedger, Job, Job> errorBehindADoubt() {
    return (ledger, accepted) -> {
      Job doubtful = ended(SubmitOutcome.ANSWER_LOST).apply(ledger, accepted);
      Job again = doubtful.submitAgain(ledger.now(), "a person said so", Charged.UNKNOWN);
      return failed(SubmitOutcome.ACCEPTED, FailureReason.REMOTE_ERROR, Charged.NO)
          .apply(ledger, ledger.jobs.move(Move.of(doubtful, again)));
    };
  }

  /** Its note says what dropping it again costs, and a note has no window. */
  @Test
  default void should_open_a_failed_job_again_however_old_it_is() {
    refuseDuplicates();
    Job failed = ledger().steps.fail(ledger().steps.submit(ledger().steps.accept("a.json")));
    ledger().clock.advance(WINDOW.multipliedBy(10));

    Acceptance again = ledger().jobs.accept(List.of(Manifests.in("b.json"))).get(0);

    assertThat(again).isInstanceOf(Acceptance.Reopened.class);
    assertThat(ledger().steps.state(failed)).isEqualTo(JobState.SUBMITTED);
  }

  @Test
  default void should_never_pay_for_what_was_left_behind_and_had_a_video() {
    refuseDuplicates();
    Job delivered = ledger().steps.deliver(ledger().steps.accept("a.json"));
    ledger().clock.advance(WINDOW.multipliedBy(10));

    Acceptance left = ledger().jobs.acceptLeftBehind(List.of(Manifests.in("b.json"))).get(0);

    assertThat(left).isEqualTo(new Acceptance.Duplicate(Manifests.in("b.json"), delivered));
  }

  @Test
  default void should_open_a_job_once_when_its_content_comes_twice_in_a_page() {
    refuseDuplicates();
    Job failed = ledger().steps.fail(ledger().steps.submit(ledger().steps.accept("a.json")));

    List<Acceptance> page =
        ledger().jobs.accept(List.of(Manifests.in("a.json"), Manifests.in("b.json")));

    assertThat(page.get(0)).isInstanceOf(Reopened.class);
    assertThat(page.get(1))
        .isInstanceOfSatisfying(
            Duplicate.class, twin -> assertThat(twin.earlier().id()).isEqualTo(failed.id()));
  }

  @Test
  default void should_know_a_reopened_job_by_its_new_file() {
    refuseDuplicates();
    ledger().steps.fail(ledger().steps.submit(ledger().steps.accept("a.json")));
    accept(Manifests.in("b.json"));

    assertThat(accept(Manifests.in("b.json"))).isInstanceOf(Known.class);
  }

  @Test
  default void should_open_nothing_again_when_another_job_has_the_video() {
    refuseDuplicates();
    Job delivered = ledger().steps.deliver(ledger().steps.accept("a.json"));
    Job forced = ledger().steps.accept(List.of(Manifests.forced("b.json"))).get(0);
    ledger().steps.fail(ledger().steps.submit(forced));

    assertThat(accept(Manifests.in("b.json")))
        .isEqualTo(new Duplicate(Manifests.in("b.json"), delivered));
  }

  @Test
  default void should_open_nothing_again_beside_a_forced_take_of_the_same_page() {
    refuseDuplicates();
    Job failed = ledger().steps.fail(ledger().steps.submit(ledger().steps.accept("a.json")));

    List<Acceptance> page =
        ledger().jobs.accept(List.of(Manifests.forced("b.json"), Manifests.in("c.json")));

    Job forced = ((NewJob) page.get(0)).job();
    assertThat(page.get(1)).isEqualTo(new Duplicate(Manifests.in("c.json"), forced));
    assertThat(ledger().steps.stored(failed)).isEqualTo(failed);
  }

  private Acceptance accept(Manifest manifest) {
    return ledger().jobs.accept(List.of(manifest)).get(0);
  }
}
