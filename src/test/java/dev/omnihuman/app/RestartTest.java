package dev.omnihuman.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.omnihuman.job.GenerateRequest;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import dev.omnihuman.job.Manifest;
import dev.omnihuman.job.Move;
import dev.omnihuman.ledger.JobEvent;
import dev.omnihuman.ledger.JobLedger;
import dev.omnihuman.ledger.SqliteLedger;
import dev.omnihuman.testing.Answer;
import dev.omnihuman.testing.FakeGateway;
import dev.omnihuman.testing.TestRules;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stop is an ordinary pause: what was paid for goes on, and nothing is paid for again. */
class RestartTest {

  private final FakeGateway gateway = new FakeGateway();

  @TempDir Path home;

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void submitted_jobs_are_followed_to_their_end_without_a_second_submit() throws Exception {
    gateway.answers(Answer.processing());
    try (TestBench bench = new TestBench(home, gateway.origin()).start()) {
      bench.dropJobs("a", "b", "c");
      await().until(() -> gateway.requestsLookedAt() == 3);
      bench.stop();
      gateway.finishesAll();

      bench.start();
      bench.awaitFiles("done/a.json", "done/b.json", "done/c.json");

      assertThat(bench.ledger().countByState()).isEqualTo(Map.of(JobState.DELIVERED, 3L));
      assertThat(gateway.submits()).hasSize(3);
    }
  }

  @Test
  void manifests_dropped_while_nothing_ran_are_taken_at_the_next_start() throws Exception {
    try (TestBench bench = new TestBench(home, gateway.origin())) {
      bench.dropJobs("a");
      bench.start();
      bench.awaitFiles("done/a.json");

      assertThat(gateway.submits()).hasSize(1);
    }
  }

  @Test
  void a_manifest_taken_just_before_a_crash_becomes_a_job_at_the_next_start() throws Exception {
    Files.createDirectories(home.resolve("working"));
    openLedger().close();
    Files.writeString(home.resolve("working/a.json"), TestBench.manifest("a"));
    try (TestBench bench = new TestBench(home, gateway.origin()).start()) {
      bench.awaitFiles("done/a.json");

      assertThat(gateway.submits()).hasSize(1);
    }
  }

  @Test
  void a_submit_without_a_stored_answer_is_in_doubt_and_is_never_repeated() throws Exception {
    String id = leaveASubmitUnderWay();
    try (TestBench bench = new TestBench(home, gateway.origin()).start()) {
      // Another job goes all the way, so the one in doubt had its chance.
      bench.dropJobs("later");
      bench.awaitFiles("done/later.json");

      assertThat(bench.job("a").state()).isEqualTo(JobState.IN_DOUBT);
      assertThat(bench.ledger().events(id))
          .extracting(JobEvent::to)
          .containsExactly(JobState.ACCEPTED, JobState.SUBMITTING, JobState.IN_DOUBT);
      assertThat(bench.text("working/a.held.txt")).contains(id, "a.json");
      assertThat(bench.path("working/a.json")).exists();
      assertThat(gateway.submitsOf(TestBench.image("a"))).isEmpty();
    }
  }

  @Test
  void a_manifest_that_cannot_be_filed_does_not_keep_the_others_from_going_on() throws Exception {
    leaveASubmitUnderWay();
    Files.createDirectories(home.resolve("working/a.held.txt/in-the-way"));
    try (TestBench bench = new TestBench(home, gateway.origin()).start()) {
      bench.dropJobs("later");
      bench.awaitFiles("done/later.json");

      assertThat(bench.job("a").state()).isEqualTo(JobState.IN_DOUBT);
    }
  }

  /** As a killed program leaves it: the intent is committed, the answer is not. */
  private String leaveASubmitUnderWay() throws Exception {
    Files.createDirectories(home.resolve("working"));
    Files.writeString(home.resolve("working/a.json"), TestBench.manifest("a"));
    GenerateRequest request =
        new GenerateRequest(TestBench.image("a"), "https://example.com/a.mp3", null);
    try (JobLedger ledger = openLedger()) {
      ledger.accept(List.of(new Manifest("a.json", "a", false, request)));
      Job claimed = ledger.claimToSubmit(1).get(0);
      ledger.move(Move.of(claimed, claimed.submitting(Instant.now().plus(TestRules.LEASE))));
      return claimed.id();
    }
  }

  private JobLedger openLedger() {
    Clock clock = Clock.systemUTC();
    return SqliteLedger.open(home, TestRules.on(clock));
  }

  @Test
  void a_submit_that_outlasts_its_lease_is_in_doubt_even_without_a_restart() throws Exception {
    gateway.submitsBring(Answer.silence());
    try (TestBench bench = new TestBench(home, gateway.origin())) {
      bench.with("omnihuman.ledger.lease", "1s").start().dropJobs("a");
      await().until(() -> !bench.ledger().inState(JobState.IN_DOUBT).isEmpty());
      bench.awaitFiles("working/a.held.txt");

      assertThat(gateway.submits()).hasSize(1);
      gateway.close();
    }
  }
}
