package dev.omnihuman.desk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.omnihuman.folders.ManifestFiling;
import dev.omnihuman.gateway.CallbackWatch;
import dev.omnihuman.gateway.GatewayReply;
import dev.omnihuman.gateway.ResultLinks;
import dev.omnihuman.gateway.StatusCheck;
import dev.omnihuman.job.Attempt.Answer;
import dev.omnihuman.job.ClosedGate;
import dev.omnihuman.job.Gate;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import dev.omnihuman.job.Move;
import dev.omnihuman.job.StatusRules;
import dev.omnihuman.job.SubmitOutcome;
import dev.omnihuman.ledger.CallbackLedger.Hint;
import dev.omnihuman.ledger.Lead;
import dev.omnihuman.testing.TestFolders;
import dev.omnihuman.testing.TestJobs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the gateway says of a request that a callback has named. */
class HealingTest {

  private static final StatusRules RULES =
      new StatusRules(
          Duration.ofSeconds(5),
          Duration.ofSeconds(30),
          List.of(Duration.ofMinutes(1)),
          2,
          Duration.ofHours(24));

  private TestJobs jobs;
  private Healing healing;
  private Job doubtful;

  @BeforeEach
  void lose_the_answer_of_a_submit(@TempDir Path home) throws IOException {
    jobs = new TestJobs(home);
    ResultLinks links = new ResultLinks(List.of("*.r2.dev"), false);
    StatusCheck check =
        new StatusCheck(
            jobs.ledger(), jobs.rules(), RULES, links, CallbackWatch.off(RULES.interval()));
    healing =
        new Healing(jobs.ledger(), check, new ManifestFiling(TestFolders.in(home)), jobs.clock());
    doubtful = inDoubt("clip", "hash-clip");
    assertThat(jobs.ledger().callbacks().hint("hash-clip", "req-1")).isEqualTo(Hint.LEAD);
  }

  @AfterEach
  void close_the_ledger() {
    jobs.close();
  }

  private Job inDoubt(String name, String hash) {
    Job accepted = jobs.accepted(name);
    Job intent = accepted.submitting(jobs.now().plus(TestJobs.LEASE));
    Job begun = jobs.ledger().move(Move.of(accepted, intent).calledBackWith(hash));
    return jobs.ledger()
        .settle(begun, new Answer(jobs.now(), SubmitOutcome.ANSWER_LOST, "reset", null), null);
  }

  private Lead lead() {
    List<Lead> leads = jobs.ledger().callbacks().claimLeads(10);
    assertThat(leads).hasSize(1);
    return leads.get(0);
  }

  private boolean isFollowed() {
    return jobs.ledger().callbacks().hasLeads();
  }

  private static GatewayReply reply(int status, String body) {
    return new GatewayReply(status, null, null, body.getBytes(StandardCharsets.UTF_8));
  }

  private static String says(String requestId, String status) {
    return "{\"request_id\": \"%s\", \"status\": \"%s\", \"output\": {\"media_url\":"
            .formatted(requestId, status)
        + " [\"https://pub-1.r2.dev/a.mp4\"]}}";
  }

  @ParameterizedTest
  @CsvSource({"QUEUED, SUBMITTED", "PROCESSING, SUBMITTED", "COMPLETED, READY", "FAILED, FAILED"})
  void a_request_that_the_gateway_knows_is_the_jobs_and_its_word_is_news(
      String word, JobState state) throws IOException {
    Instant submitted = jobs.now();
    jobs.clock().advance(Duration.ofMinutes(3));

    healing.record(lead(), reply(200, says("req-1", word)));

    Job healed = jobs.stored(doubtful);
    assertThat(healed.state()).isEqualTo(state);
    assertThat(healed.requestId()).isEqualTo("req-1");
    assertThat(healed.remote().status()).isEqualTo(word);
    assertThat(healed.times().submittedAt()).isEqualTo(submitted);
    assertThat(jobs.ledger().attempts(healed.id()).get(0).endedIn(SubmitOutcome.ACCEPTED)).isTrue();
    assertThat(jobs.ledger().events(healed.id()).get(3).words()).contains("req-1", "callback");
    assertThat(isFollowed()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {404, 400, 410, 200})
  void a_request_that_it_does_not_know_is_asked_about_for_a_quarter_of_an_hour(int status)
      throws IOException {
    GatewayReply denial = reply(status, says("another", "COMPLETED"));
    Instant end = jobs.now().plus(StatusRules.NOT_FOUND_GRACE);
    healing.record(lead(), denial);
    assertThat(jobs.stored(doubtful).state()).isEqualTo(JobState.IN_DOUBT);
    assertThat(isFollowed()).isTrue();

    jobs.clock().set(end.plusSeconds(1));
    healing.record(lead(), denial);

    assertThat(isFollowed()).isFalse();
    assertThat(jobs.stored(doubtful)).isEqualTo(doubtful);
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403, 408, 429, 500, 503})
  void an_answer_that_says_nothing_is_no_denial_for_days(int status) throws IOException {
    jobs.clock().advance(Duration.ofDays(6));

    healing.record(lead(), reply(status, ""));

    assertThat(isFollowed()).isTrue();
    jobs.clock().advance(Duration.ofDays(2));
    healing.record(lead(), reply(status, ""));
    assertThat(isFollowed()).isFalse();
  }

  @Test
  void no_answer_is_no_denial() {
    healing.recordNoAnswer(lead(), new IOException("reset"));

    assertThat(isFollowed()).isTrue();
    assertThat(jobs.stored(doubtful)).isEqualTo(doubtful);
  }

  @Test
  void a_refused_key_stops_submits_and_loses_nothing() throws IOException {
    healing.record(lead(), reply(401, ""));

    assertThat(jobs.ledger().closedGates()).extracting(ClosedGate::gate).contains(Gate.KEY);
    assertThat(isFollowed()).isTrue();
  }

  @Test
  void the_request_of_another_job_is_not_believed() throws IOException {
    jobs.ledger().callbacks().drop(lead());
    Job sound = jobs.submitted("sound");
    jobs.ledger().callbacks().hint("hash-clip", sound.requestId());
    jobs.clock().advance(Duration.ofSeconds(1));

    healing.record(lead(), reply(200, says(sound.requestId(), "COMPLETED")));

    assertThat(jobs.stored(doubtful)).isEqualTo(doubtful);
    assertThat(jobs.stored(sound)).isEqualTo(sound);
    assertThat(isFollowed()).isFalse();
  }
}
