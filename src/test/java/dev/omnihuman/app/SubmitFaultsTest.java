package dev.omnihuman.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.omnihuman.job.Charged;
import dev.omnihuman.job.ClosedGate;
import dev.omnihuman.job.FailureReason;
import dev.omnihuman.job.Gate;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import dev.omnihuman.job.Move;
import dev.omnihuman.job.SubmitOutcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every way in which the paid call can end, from the manifest to what people read. */
class SubmitFaultsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static TestSimulator simulator;

  @BeforeAll
  static void start_the_gateway() throws Exception {
    simulator = new TestSimulator();
  }

  @AfterAll
  static void stop_the_gateway() {
    simulator.close();
  }

  /** What concerns one job alone. */
  @Nested
  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  class OfOneJob {
    private static final List<String> STEMS =
        List.of(
            "simulate-bad-input",
            "simulate-unprocessable",
            "simulate-page",
            "simulate-empty",
            "simulate-no-id",
            "simulate-bad-id",
            "simulate-cut",
            "simulate-reset",
            "simulate-lost-answer",
            "simulate-server-error",
            "simulate-bad-gateway",
            "simulate-too-early-once",
            "simulate-too-early-twice",
            "simulate-stuck");

    private TestBench bench;

    @BeforeAll
    void let_all_pass(@TempDir Path home) throws Exception {
      bench = bench(home).with("omnihuman.submit.breaker-threshold", "0").start();
      bench.dropJobs(STEMS.toArray(new String[0]));
      await().atMost(PATIENCE).until(() -> STEMS.stream().allMatch(this::hasComeToRest));
    }

    private boolean hasComeToRest(String stem) {
      return bench.ledger().findByManifest(stem + ".json").stream()
          .anyMatch(job -> job.state().isTerminal() || job.state().isHeld() || isStuck(job));
    }

    private boolean isStuck(Job job) {
      return "PROCESSING".equals(job.remote().status()) && job.manifest().name().contains("stuck");
    }

    @AfterAll
    void close() {
      bench.close();
    }

    @ParameterizedTest
    @CsvSource({
      "page,         UNUSABLE_ANSWER, 0, Welcome",
      "empty,        UNUSABLE_ANSWER, 1, 202",
      "no-id,        UNUSABLE_ANSWER, 1, QUEUED",
      "bad-id,       UNUSABLE_ANSWER, 1, 202",
      "cut,          ANSWER_LOST,     1, Premature end",
      "reset,        ANSWER_LOST,     0, without an answer",
      "lost-answer,  ANSWER_LOST,     1, without an answer",
      "server-error, UNCLEAR_ANSWER,  0, Something went wrong on our side",
      "bad-gateway,  UNCLEAR_ANSWER,  0, No answer."
    })
    void is_in_doubt_and_never_sent_again(
        String word, SubmitOutcome outcome, int accepted, String words) throws Exception {
      String stem = "simulate-" + word;
      Job job = bench.job(stem);
      assertThat(job.state()).isEqualTo(JobState.IN_DOUBT);
      assertThat(job.progress().dueAt()).as("nothing follows by itself").isNull();
      assertThat(job.ending().chargedInAll()).isEqualTo(Charged.UNKNOWN);
      assertThat(bench.ledger().attempts(job.id()))
          .singleElement()
          .matches(attempt -> attempt.endedIn(outcome));
      assertThat(simulator.submitsOf(stem)).isEqualTo(1);
      assertThat(simulator.acceptedOf(stem)).isEqualTo(accepted);
      assertThat(bench.text("working/" + stem + ".held.txt"))
          .contains("may have been accepted and charged", words, job.id(), "resolve");
      assertThat(bench.path("working/" + stem + ".json")).exists();
    }

    @ParameterizedTest
    @CsvSource({
      "bad-input,       1, The image cannot be read.",
      "unprocessable,   1, The speech is too long.",
      "too-early-twice, 2, Too Early"
    })
    void fails_without_a_charge_when_the_input_is_at_fault(String word, int posts, String words)
        throws Exception {
      String stem = "simulate-" + word;
      assertFailed(bench, stem, FailureReason.INPUT_REFUSED, Charged.NO);
      assertThat(simulator.submitsOf(stem)).isEqualTo(posts);
      assertThat(simulator.acceptedOf(stem)).isZero();
      assertThat(reason(bench, stem).path("provider_words").asText()).contains(words);
      assertThat(reason(bench, stem).path("dropped_again").asText()).contains("submitted anew");
    }

    @Test
    void is_sent_again_once_when_it_came_too_early() {
      assertThat(bench.job("simulate-too-early-once").state()).isEqualTo(JobState.DELIVERED);
      assertThat(simulator.submitsOf("simulate-too-early-once")).isEqualTo(2);
      assertThat(simulator.acceptedOf("simulate-too-early-once")).isEqualTo(1);
    }

    @Test
    void is_followed_when_it_was_accepted() throws Exception {
      Job job = bench.job("simulate-stuck");
      assertThat(job.state()).isEqualTo(JobState.SUBMITTED);
      assertThat(job.ending().charged()).isEqualTo(Charged.YES);
      assertThat(simulator.submitsOf("simulate-stuck")).isEqualTo(1);
      assertThat(bench.names("working")).doesNotContain("simulate-stuck.held.txt");
    }

    @Test
    void shuts_no_gate() {
      assertThat(bench.ledger().closedGates()).isEmpty();
    }
  }

  /** What concerns all jobs: the first that meets it holds the others back. */
  @Nested
  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  class OfAllJobs {
    private TestBench bench;

    @BeforeAll
    void start(@TempDir Path home) throws Exception {
      bench = bench(home).start();
    }

    @AfterAll
    void close() {
      bench.close();
    }

    @ParameterizedTest
    @CsvSource({
      "key-refused,      ACCEPTED, NO,      KEY,           not valid,                300",
      "forbidden,        ACCEPTED, NO,      KEY,           has no subscription,      300",
      "quota,            ACCEPTED, NO,      RATE,          Out of call volume quota, 5",
      "rate-limit,       ACCEPTED, NO,      RATE,          Rate limit exceeded,      5",
      "rate-limit-date,  ACCEPTED, NO,      RATE,          Rate limit exceeded,      5",
      "no-balance,       ACCEPTED, NO,      BALANCE,       wallet,                   300",
      "model-not-found,  ACCEPTED, NO,      CONFIGURATION, is disabled,              300",
      "not-found,        ACCEPTED, NO,      CONFIGURATION, no such endpoint,         300",
      "redirect,         ACCEPTED, NO,      CONFIGURATION, login.example.com,        300",
      "unavailable,      IN_DOUBT, UNKNOWN, RATE,          We are busy,              5",
      "unavailable-date, IN_DOUBT, UNKNOWN, RATE,          We are busy,              5"
    })
    void are_held_back_by_a_gate(
        String word, JobState state, Charged charged, Gate gate, String words, int waitSeconds)
        throws Exception {
      String stem = "simulate-" + word;
      bench.dropJobs(stem);
      bench.awaitFiles("working/" + stem + ".held.txt");
      bench.dropJobs("simulate-stuck-behind-" + word);
      bench.awaitFiles("working/simulate-stuck-behind-" + word + ".json");
      await()
          .until(
              () ->
                  bench
                      .ledger()
                      .findByManifest("simulate-stuck-behind-" + word + ".json")
                      .isPresent());

      Job job = bench.job(stem);
      assertThat(job.state()).isEqualTo(state);
      assertThat(job.ending().chargedInAll()).isEqualTo(charged);
      ClosedGate shut = bench.ledger().closedGates().get(0);
      assertThat(bench.ledger().closedGates()).hasSize(1);
      assertThat(shut.gate()).isEqualTo(gate);
      assertThat(shut.cause()).contains(words);
      // A date names a whole second, and the one that it names is waited out.
      assertThat(Duration.between(shut.shutAt(), shut.trial().at()))
          .isBetween(Duration.ofSeconds(waitSeconds - 1), Duration.ofSeconds(waitSeconds + 1));
      assertThat(simulator.submitsOf(stem)).isEqualTo(1);
      assertThat(simulator.acceptedOf(stem)).isZero();
      assertThat(bench.text("working/" + stem + ".held.txt")).contains(words);
      Job behind = bench.job("simulate-stuck-behind-" + word);
      assertThat(behind.progress().attempt()).isZero();
      assertThat(simulator.submitsOf("simulate-stuck-behind-" + word)).isZero();

      abandon(job);
      abandon(behind);
      bench.ledger().open(gate);
    }

    /** So that the next row finds nothing of this one. */
    private void abandon(Job job) {
      bench.ledger().move(Move.of(job, job.abandoned(job.times().acceptedAt())));
    }
  }

  @Nested
  class AsPeopleHaveSet {
    @TempDir private Path home;
    private TestBench bench;

    @AfterEach
    void close() {
      bench.close();
    }

    @Test
    void a_doubtful_job_is_sent_once_more_and_then_held() throws Exception {
      String once = "simulate-lost-answer-once-again";
      String twice = "simulate-lost-answer-twice-again";
      bench =
          bench(home)
              .with("omnihuman.submit.on-doubt", "resubmit-once")
              .with("omnihuman.submit.breaker-threshold", "0")
              .start();
      bench.dropJobs(once, twice);
      bench.awaitFiles("done/" + once + ".json");
      await().atMost(PATIENCE).until(() -> bench.job(twice).state() == JobState.IN_DOUBT);

      assertThat(simulator.acceptedOf(once)).as("paid twice, as people have allowed").isEqualTo(2);
      assertThat(simulator.submitsOf(twice)).isEqualTo(2);
      assertThat(bench.job(twice).ending().chargedInAll()).isEqualTo(Charged.UNKNOWN);
    }

    @Test
    void a_doubtful_job_fails() throws Exception {
      String stem = "simulate-lost-answer-fails";
      bench = bench(home).with("omnihuman.submit.on-doubt", "fail").start();
      bench.dropJobs(stem);
      bench.awaitFiles("failed/" + stem + ".reason.json");

      assertFailed(bench, stem, FailureReason.SUBMIT_UNCLEAR, Charged.UNKNOWN);
      assertThat(simulator.submitsOf(stem)).isEqualTo(1);
      assertThat(reason(bench, stem).path("dropped_again").asText()).contains("\"force\": true");
    }

    @Test
    void a_job_without_money_fails_and_holds_no_other_up() throws Exception {
      bench = bench(home).with("omnihuman.submit.on-402", "fail").start();
      bench.dropJobs("simulate-no-balance-fails", "good");
      bench.awaitFiles("failed/simulate-no-balance-fails.reason.json", "done/good.json");

      assertFailed(bench, "simulate-no-balance-fails", FailureReason.NO_BALANCE, Charged.NO);
      assertThat(simulator.submitsOf("simulate-no-balance-fails")).isEqualTo(1);
      assertThat(bench.ledger().closedGates()).isEmpty();
    }

    @Test
    void a_code_that_is_assumed_to_refuse_is_sent_again() throws Exception {
      String stem = "simulate-bad-gateway-once-assumed";
      bench = bench(home).with("omnihuman.submit.assume-refused", "502").start();
      bench.dropJobs(stem);
      bench.awaitFiles("working/" + stem + ".held.txt");
      assertThat(bench.job(stem).ending().charged()).isEqualTo(Charged.NO);
      bench.awaitFiles("done/" + stem + ".json");

      assertThat(simulator.submitsOf(stem)).isEqualTo(2);
      assertThat(bench.ledger().attempts(bench.job(stem).id()).get(0))
          .matches(attempt -> attempt.endedIn(SubmitOutcome.ASSUMED_REFUSED));
    }

    @Test
    void an_outage_leaves_three_jobs_in_doubt_and_holds_the_others_back() throws Exception {
      bench =
          bench(home)
              .with("omnihuman.submit.concurrency", "1")
              .with("omnihuman.submit.breaker-delays", "1h")
              .start();
      for (int n = 1; n <= 6; n++) {
        bench.dropJobs("simulate-server-error-outage-" + n);
      }
      await().atMost(PATIENCE).until(() -> !bench.ledger().closedGates().isEmpty());

      assertThat(bench.ledger().closedGates())
          .extracting(ClosedGate::gate)
          .containsExactly(Gate.OUTAGE);
      assertThat(bench.ledger().countByState()).containsEntry(JobState.IN_DOUBT, 3L);
      assertThat(bench.ledger().countByState()).doesNotContainKey(JobState.SUBMITTING);
    }

    @Test
    void the_others_go_on_by_themselves_when_an_outage_is_over() throws Exception {
      bench =
          bench(home)
              .with("omnihuman.submit.concurrency", "1")
              .with("omnihuman.submit.breaker-delays", "500ms")
              .start();
      bench.dropJobs("simulate-reset-1", "simulate-reset-2", "simulate-reset-3");
      await().atMost(PATIENCE).until(() -> !bench.ledger().closedGates().isEmpty());
      bench.dropJobs("good-1", "good-2");

      bench.awaitFiles("done/good-1.json", "done/good-2.json");

      assertThat(bench.ledger().closedGates()).isEmpty();
      assertThat(bench.ledger().countByState())
          .containsEntry(JobState.IN_DOUBT, 3L)
          .containsEntry(JobState.DELIVERED, 2L);
    }
  }

  private static TestBench bench(Path home) {
    return new TestBench(home, simulator.origin());
  }

  private static JsonNode reason(TestBench bench, String stem) throws Exception {
    return JSON.readTree(bench.text("failed/" + stem + ".reason.json"));
  }

  private static void assertFailed(
      TestBench bench, String stem, FailureReason reason, Charged charged) throws Exception {
    Job job = bench.job(stem);
    assertThat(job.state()).isEqualTo(JobState.FAILED);
    assertThat(job.ending().reason()).isEqualTo(reason);
    assertThat(job.ending().chargedInAll()).isEqualTo(charged);
    JsonNode note = reason(bench, stem);
    assertThat(note.path("reason").asText()).isEqualTo(reason.name());
    assertThat(note.path("charged").asText()).isEqualToIgnoringCase(charged.name());
    assertThat(bench.path("failed/" + stem + ".json")).exists();
    assertThat(bench.names("working")).noneMatch(name -> name.startsWith(stem + "."));
  }
}
