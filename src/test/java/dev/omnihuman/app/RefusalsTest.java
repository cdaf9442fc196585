package dev.omnihuman.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.omnihuman.job.Charged;
import dev.omnihuman.job.ClosedGate;
import dev.omnihuman.job.FailureReason;
import dev.omnihuman.job.Gate;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import dev.omnihuman.job.SubmitOutcome;
import dev.omnihuman.ledger.JobEvent;
import dev.omnihuman.testing.Answer;
import dev.omnihuman.testing.FakeGateway;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a job when the gateway does not do as it should. */
class RefusalsTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final FakeGateway gateway = new FakeGateway();

  @TempDir Path home;
  private TestBench bench;

  @BeforeEach
  void prepare() {
    bench = new TestBench(home, gateway.origin());
  }

  @AfterEach
  void stop() {
    bench.close();
    gateway.close();
  }

  @Test
  void a_job_fails_when_its_input_is_refused() throws Exception {
    gateway.submitsBring(Answer.refused(400, "Bad Request", "image_url cannot be read"));
    bench.start().dropJobs("a");
    bench.awaitFiles("failed/a.reason.json");

    assertFailed("a", FailureReason.INPUT_REFUSED, Charged.NO, "image_url cannot be read");
    assertThat(gateway.looks()).isEmpty();
  }

  @Test
  void a_job_is_in_doubt_when_nobody_knows_whether_it_was_accepted() throws Exception {
    gateway.submitsOfBring(TestBench.image("error"), Answer.refused(500, "Oops", "try again"));
    gateway.submitsOfBring(TestBench.image("reset"), Answer.connectionReset());
    gateway.submitsOfBring(TestBench.image("empty"), Answer.nothing());
    gateway.submitsOfBring(TestBench.image("page"), Answer.page());
    // Without the breaker, which would let the next ones wait.
    bench.with("omnihuman.submit.breaker-threshold", "0").start();
    bench.dropJobs("error", "reset", "empty", "page", "good");
    // The last of them shows that the others hold nobody up.
    bench.awaitFiles(
        "working/error.held.txt",
        "working/reset.held.txt",
        "working/empty.held.txt",
        "working/page.held.txt",
        "done/good.json");

    for (String stem : List.of("error", "reset", "empty", "page")) {
      Job job = bench.job(stem);
      assertThat(job.state()).as(stem).isEqualTo(JobState.IN_DOUBT);
      assertThat(job.ending().charged()).as(stem).isEqualTo(Charged.UNKNOWN);
      assertThat(job.progress().dueAt()).as("%s: nothing follows by itself", stem).isNull();
      assertThat(gateway.submitsOf(TestBench.image(stem))).as(stem).hasSize(1);
      assertThat(bench.path("working/" + stem + ".json")).hasContent(TestBench.manifest(stem));
    }
    assertThat(bench.job("good").state()).isEqualTo(JobState.DELIVERED);
  }

  @Test
  void a_job_fails_when_the_gateway_accepted_it_and_could_not_make_the_video() throws Exception {
    gateway.answersOn(TestBench.image("failed"), Answer.processing(), Answer.failed("no face"));
    gateway.answersOn(TestBench.image("error"), Answer.queued(), Answer.error("out of memory"));
    bench
        .with("omnihuman.status.confirm-error-after", "300ms")
        .with("omnihuman.submit.max-resubmits-on-error", "0")
        .start()
        .dropJobs("failed", "error");
    bench.awaitFiles("failed/failed.reason.json", "failed/error.reason.json");

    assertFailed("failed", FailureReason.REMOTE_FAILED, Charged.YES, "no face");
    assertFailed("error", FailureReason.REMOTE_ERROR, Charged.NO, "out of memory");
    assertThat(bench.names("outbox")).isEmpty();
  }

  @Test
  void a_refused_key_holds_every_submit() throws Exception {
    gateway.submitsBring(Answer.refused(401, "Unauthorized", "Invalid API key."));
    bench.with("omnihuman.submit.concurrency", "1").start().dropJobs("a", "b", "c");
    bench.awaitFiles("working/a.held.txt");

    assertThat(bench.ledger().closedGates())
        .singleElement()
        .extracting(ClosedGate::gate)
        .isEqualTo(Gate.KEY);
    assertThat(bench.ledger().countByState()).containsOnlyKeys(JobState.ACCEPTED);
    assertThat(gateway.submits()).hasSize(1);
    assertThat(bench.names("working")).contains("a.json", "b.json", "c.json");
    assertThat(bench.text("working/a.held.txt"))
        .contains("Invalid API key.")
        .doesNotContain(TestBench.KEY);
  }

  @Test
  void all_jobs_are_delivered_when_there_is_money_again() throws Exception {
    Answer noMoney = Answer.refused(402, "Payment Required", "Insufficient balance.");
    gateway.submitsBring(noMoney, noMoney, noMoney, noMoney, noMoney, noMoney, Answer.accepted());
    bench.with("omnihuman.gate.trial-delays", "100ms,300ms").start();
    bench.dropJobs("a", "b", "c", "d", "e");
    bench.awaitFiles("done/a.json", "done/b.json", "done/c.json", "done/d.json", "done/e.json");

    assertThat(bench.ledger().countByState()).isEqualTo(Map.of(JobState.DELIVERED, 5L));
    assertThat(gateway.submits()).as("six that cost nothing, and one for each video").hasSize(11);
    assertThat(bench.names("working")).as("no note is left").isEmpty();
    assertThat(bench.ledger().closedGates()).isEmpty();
  }

  @Test
  void a_job_waits_as_long_as_the_gateway_asks_and_is_then_submitted_again() throws Exception {
    gateway.submitsBring(Answer.tooManyRequests(1), Answer.accepted());
    bench.start().dropJobs("a");
    bench.awaitFiles("done/a.json");

    Job job = bench.job("a");
    assertThat(gateway.submits()).hasSize(2);
    assertThat(bench.ledger().attempts(job.id())).hasSize(2);
    assertThat(gateway.submits().get(1).getLoggedDate())
        .isAfterOrEqualTo(gateway.submits().get(0).getLoggedDate().toInstant().plusSeconds(1));
    assertThat(bench.names("working")).as("no note is left").isEmpty();
  }

  @Test
  void a_job_waits_and_is_not_in_doubt_when_there_was_no_connection() throws Exception {
    gateway.close();
    bench.start().dropJobs("a");
    bench.awaitFiles("working/a.held.txt");

    assertNeverLeft("a");
  }

  @Test
  void a_job_waits_and_is_not_in_doubt_when_there_was_no_tls() throws Exception {
    String plainPortByTls = gateway.origin().toString().replace("http:", "https:");
    bench.with("omnihuman.gateway.base-url", plainPortByTls).start().dropJobs("a");
    bench.awaitFiles("working/a.held.txt");

    assertNeverLeft("a");
    assertThat(gateway.submits()).isEmpty();
  }

  private void assertNeverLeft(String stem) throws Exception {
    Job job = bench.job(stem);
    assertThat(bench.ledger().attempts(job.id()).get(0).answer().outcome())
        .isEqualTo(SubmitOutcome.NOT_SENT);
    assertThat(bench.ledger().events(job.id()))
        .extracting(JobEvent::to)
        .containsOnly(JobState.ACCEPTED, JobState.SUBMITTING);
    assertThat(job.ending().charged()).isEqualTo(Charged.NO);
    assertThat(bench.text("working/" + stem + ".held.txt")).contains("not charged");
  }

  private void assertFailed(String stem, FailureReason reason, Charged charged, String words)
      throws Exception {
    Job job = bench.job(stem);
    assertThat(job.state()).isEqualTo(JobState.FAILED);
    assertThat(job.ending().reason()).isEqualTo(reason);
    assertThat(job.ending().charged()).isEqualTo(charged);
    assertThat(gateway.submitsOf(TestBench.image(stem))).hasSize(1);
    assertThat(bench.path("failed/" + stem + ".json")).hasContent(TestBench.manifest(stem));
    JsonNode note = JSON.readTree(bench.text("failed/" + stem + ".reason.json"));
    assertThat(note.path("state").asText()).isEqualTo("FAILED");
    assertThat(note.path("reason").asText()).isEqualTo(reason.name());
    assertThat(note.path("charged").asText()).isEqualToIgnoringCase(charged.name());
    assertThat(note.path("provider_words").asText()).contains(words);
    assertThat(bench.names("working")).isEmpty();
  }
}
