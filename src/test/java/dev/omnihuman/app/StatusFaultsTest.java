package dev.omnihuman.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.omnihuman.job.Charged;
import dev.omnihuman.job.FailureReason;
import dev.omnihuman.job.Gate;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every answer to a status request, from the manifest to what people read. What takes minutes or
 * days is tested where the clock can be set.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StatusFaultsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> DELIVERED =
      List.of(
          "good",
          "simulate-status-not-found-3-times",
          "simulate-status-server-error-3-times",
          "simulate-status-page-twice",
          "simulate-status-reset-twice",
          "simulate-status-other-id-twice",
          "simulate-status-no-output-twice",
          "simulate-status-false-error-once",
          "simulate-error-once");
  private static final List<String> FAILED = List.of("simulate-failed", "simulate-error");
  private static final List<String> OPEN =
      List.of("simulate-status-unknown-word", "simulate-status-no-output", "simulate-stuck");

  private TestSimulator simulator;
  private TestBench bench;

  @BeforeAll
  void let_all_pass(@TempDir Path home) throws Exception {
    simulator = new TestSimulator();
    bench =
        new TestBench(home, simulator.origin())
            .with("omnihuman.status.confirm-error-after", "300ms")
            .with("omnihuman.submit.error-retry-delays", "100ms")
            .start();
    for (List<String> stems : List.of(DELIVERED, FAILED, OPEN)) {
      bench.dropJobs(stems.toArray(new String[0]));
    }
    bench.awaitFiles(DELIVERED.stream().map(s -> "done/" + s + ".json").toArray(String[]::new));
    bench.awaitFiles(
        FAILED.stream().map(s -> "failed/" + s + ".reason.json").toArray(String[]::new));
    await().until(() -> OPEN.stream().allMatch(stem -> bench.job(stem).remote().status() != null));
    await().until(() -> bench.job("simulate-status-no-output").progress().tries() > 1);
  }

  @AfterAll
  void close() {
    bench.close();
    simulator.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "not-found-3-times",
        "server-error-3-times",
        "page-twice",
        "reset-twice",
        "other-id-twice",
        "no-output-twice",
        "false-error-once"
      })
  void trouble_that_passes_costs_no_video_and_no_second_submit(String word) {
    String stem = "simulate-status-" + word;
    assertThat(bench.job(stem).state()).isEqualTo(JobState.DELIVERED);
    assertThat(bench.path("outbox/" + stem + ".mp4")).exists();
    assertThat(simulator.submitsOf(stem)).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"unknown-word, PREPARING, 60", "no-output, COMPLETED, 0"})
  void a_job_whose_status_says_nothing_usable_is_asked_about_again(
      String word, String status, int seconds) throws Exception {
    Job job = bench.job("simulate-status-" + word);
    assertThat(job.state()).isEqualTo(JobState.SUBMITTED);
    assertThat(job.remote().status()).isEqualTo(status);
    assertThat(job.ending().charged()).isEqualTo(Charged.YES);
    assertThat(job.progress().dueAt())
        .isAfter(Instant.now().plusSeconds(seconds).minus(Duration.ofSeconds(40)));
    assertThat(simulator.submitsOf("simulate-status-" + word)).isEqualTo(1);
  }

  @Test
  void a_job_that_never_ends_is_asked_about_on_and_on() {
    assertThat(bench.job("simulate-stuck").state()).isEqualTo(JobState.SUBMITTED);
    assertThat(bench.job("simulate-stuck").remote().status()).isEqualTo("PROCESSING");
  }

  @Test
  void a_failed_video_is_paid_for_and_never_submitted_again() throws Exception {
    assertFailed("simulate-failed", FailureReason.REMOTE_FAILED, Charged.YES, "no face was found");
    assertThat(simulator.submitsOf("simulate-failed")).isEqualTo(1);
  }

  @Test
  void an_error_is_submitted_again_twice_and_then_fails_with_the_words_of_the_provider()
      throws Exception {
    assertFailed("simulate-error", FailureReason.REMOTE_ERROR, Charged.NO, "did not answer");
    assertThat(simulator.submitsOf("simulate-error")).isEqualTo(3);
    assertThat(reason("simulate-error").path("attempts").asInt()).isEqualTo(3);
    assertThat(bench.ledger().attempts(bench.job("simulate-error").id()))
        .hasSize(3)
        .allMatch(attempt -> attempt.endedInError())
        .allMatch(attempt -> attempt.result().charged() == Charged.NO)
        .allMatch(attempt -> attempt.result().requestId() != null);
  }

  @Test
  void an_error_that_does_not_come_again_costs_one_more_submit_and_is_delivered() {
    assertThat(simulator.submitsOf("simulate-error-once")).isEqualTo(2);
    assertThat(bench.job("simulate-error-once").ending().chargedInAll()).isEqualTo(Charged.YES);
  }

  @Test
  void a_key_that_is_refused_to_a_look_holds_submits_and_loses_nothing(@TempDir Path home)
      throws Exception {
    String stem = "simulate-status-key-refused-twice";
    try (TestBench held =
        new TestBench(home, simulator.origin()).with("omnihuman.gate.trial-delays", "1s").start()) {
      held.dropJobs(stem);
      await().until(() -> !held.ledger().closedGates().isEmpty());
      assertThat(held.ledger().closedGates().get(0).gate()).isEqualTo(Gate.KEY);
      held.dropJobs("behind");

      // The probe asks for a request that nobody knows; it is told so, and that opens the gate.
      held.awaitFiles("done/" + stem + ".json", "done/behind.json");

      assertThat(simulator.submitsOf(stem)).isEqualTo(1);
      assertThat(held.ledger().closedGates()).isEmpty();
    }
  }

  private void assertFailed(String stem, FailureReason reason, Charged charged, String words)
      throws Exception {
    Job job = bench.job(stem);
    assertThat(job.state()).isEqualTo(JobState.FAILED);
    assertThat(job.ending().reason()).isEqualTo(reason);
    assertThat(job.ending().chargedInAll()).isEqualTo(charged);
    assertThat(reason(stem).path("reason").asText()).isEqualTo(reason.name());
    assertThat(reason(stem).path("charged").asText()).isEqualToIgnoringCase(charged.name());
    assertThat(reason(stem).path("provider_words").asText()).contains(words);
    assertThat(bench.names("outbox")).doesNotContain(stem + ".mp4");
  }

  private JsonNode reason(String stem) throws Exception {
    return JSON.readTree(bench.text("failed/" + stem + ".reason.json"));
  }
}
