package dev.omnihuman.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import dev.omnihuman.job.Move;
import dev.omnihuman.job.SubmitOutcome;
import dev.omnihuman.testing.JobSteps;
import dev.omnihuman.testing.Manifests;
import dev.omnihuman.testing.TestClock;
import dev.omnihuman.testing.TestRules;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is told of what the ledger stores, and what it can be asked in numbers. */
class LedgerListenerTest {

  private record Claim(String job, Instant dueAt) {}

  private final TestClock clock = new TestClock();
  private final List<Acceptance> accepted = new ArrayList<>();
  private final List<Move> moves = new CopyOnWriteArrayList<>();
  private final List<Claim> claims = new ArrayList<>();
  private final List<Integer> commits = new CopyOnWriteArrayList<>();
  private JobLedger ledger;
  private JobSteps steps;
  private boolean failing;

  @BeforeEach
  void open(@TempDir Path home) {
    LedgerListener listener =
        new LedgerListener() {
          @Override
          public void accepted(Acceptance acceptance) {
            failIfAsked();
            accepted.add(acceptance);
          }

          @Override
          public void moved(Move move) {
            moves.add(move);
          }

          @Override
          public void claimedToCheck(Job job, Instant dueAt) {
            failIfAsked();
            claims.add(new Claim(job.id(), dueAt));
          }

          @Override
          public void committed(int count, Duration took) {
            failIfAsked();
            commits.add(count);
          }
        };
    ledger = SqliteLedger.open(home, TestRules.on(clock), listener);
    steps = new JobSteps(ledger, clock);
  }

  private void failIfAsked() {
    if (failing) {
      throw new IllegalStateException("the listener is broken");
    }
  }

  @AfterEach
  void close() {
    ledger.close();
  }

  /** The writer tells when those that wait for it have their answers. */
  private void awaitMoves(int count) {
    Awaitility.await().until(() -> moves.size() >= count);
    assertThat(moves).hasSize(count);
  }

  @Test
  void should_tell_of_each_step_that_was_stored() {
    Job job = steps.accept("a.json");
    steps.deliver(job);

    awaitMoves(4);
    assertThat(accepted).hasOnlyElementsOfType(Acceptance.NewJob.class).hasSize(1);
    assertThat(moves)
        .extracting(move -> move.after().state())
        .containsExactly(
            JobState.SUBMITTING, JobState.SUBMITTED, JobState.READY, JobState.DELIVERED);
    assertThat(moves.get(1).answer().outcome()).isEqualTo(SubmitOutcome.ACCEPTED);
    assertThat(commits).containsOnly(1).hasSize(4);
  }

  @Test
  void should_tell_of_no_step_that_was_not_stored() {
    Job job = steps.accept("a.json");
    steps.begin(job);

    assertThatThrownBy(() -> steps.ready(job)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> ledger.move(Move.of(job, job.abandoned(clock.instant()))))
        .isInstanceOf(StaleJobException.class);

    awaitMoves(1);
  }

  @Test
  void should_tell_of_what_became_of_a_submit_without_an_answer() {
    steps.begin(steps.accept("a.json"));
    clock.advance(Duration.ofHours(1));
    ledger.expireSubmits();

    awaitMoves(2);
    assertThat(moves.get(1).answer().outcome()).isEqualTo(SubmitOutcome.INTERRUPTED);
  }

  @Test
  void should_tell_when_a_job_that_is_to_be_asked_about_had_become_due() {
    Job submitted = steps.submit(steps.accept("a.json"));
    Instant dueAt = submitted.progress().dueAt();
    clock.set(dueAt.plusSeconds(7));

    assertThat(ledger.claim(JobState.SUBMITTED, 10)).hasSize(1);

    assertThat(claims).containsExactly(new Claim(submitted.id(), dueAt));
  }

  @Test
  void should_store_and_answer_all_the_same_when_a_listener_fails() {
    failing = true;
    Job delivered = steps.deliver(steps.accept("a.json"));
    Job other = steps.submit(steps.accept("b.json"));
    clock.set(other.progress().dueAt());

    assertThat(ledger.claim(JobState.SUBMITTED, 10)).hasSize(1);
    assertThat(steps.state(delivered)).isEqualTo(JobState.DELIVERED);
    assertThat(ledger.attempts(delivered.id())).hasSize(1);
  }

  @Test
  void should_tell_of_open_jobs_in_numbers() {
    Instant first = clock.instant();
    List<Job> jobs = steps.accept(Manifests.many(4));
    steps.deliver(jobs.get(0));
    steps.answer(steps.begin(jobs.get(1)), SubmitOutcome.ANSWER_LOST);
    clock.advance(Duration.ofMinutes(1));
    steps.accept("late.json");

    assertThat(ledger.openByState())
        .containsOnlyKeys(JobState.ACCEPTED, JobState.IN_DOUBT)
        .containsEntry(JobState.ACCEPTED, new OpenJobs(3, first, first))
        .containsEntry(JobState.IN_DOUBT, new OpenJobs(1, first, null));
  }

  @Test
  void should_be_read_over_a_connection_of_its_own(@TempDir Path home) {
    try (JobLedger writing = SqliteLedger.open(home, TestRules.on(clock));
        LedgerReader beside = SqliteLedger.openBeside(home)) {
      writing.accept(Manifests.many(2));

      assertThat(beside.countByState()).containsEntry(JobState.ACCEPTED, 2L);
    }
  }
}
