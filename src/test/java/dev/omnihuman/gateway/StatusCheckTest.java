package dev.omnihuman.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.omnihuman.job.Charged;
import dev.omnihuman.job.FailureReason;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import dev.omnihuman.job.LookSchedule;
import dev.omnihuman.job.Move;
import dev.omnihuman.job.StatusRules;
import dev.omnihuman.ledger.LedgerRules;
import dev.omnihuman.testing.TestJobs;
import java.net.SocketException;
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

/** What the gateway's word on a job does to it; asking is free, so trouble never fails a job. */
class StatusCheckTest {

  private static final Duration INTERVAL = Duration.ofSeconds(5);
  private static final String VIDEO = "https://pub-1.r2.dev/x/output.mp4";

  private static final StatusRules RULES =
      new StatusRules(
          INTERVAL,
          Duration.ofSeconds(30),
          List.of(Duration.ofMinutes(1), Duration.ofMinutes(10)),
          2,
          Duration.ofHours(24));

  private TestJobs jobs;
  private StatusCheck check;
  private Job job;

  @BeforeEach
  void open_the_ledger(@TempDir Path home) {
    jobs = new TestJobs(home);
    ResultLinks links = new ResultLinks(List.of("*.r2.dev"), false);
    check =
        new StatusCheck(
            jobs.ledger(), jobs.rules(), RULES, links, CallbackWatch.off(RULES.interval()));
    job = jobs.submitted("clip");
  }

  @AfterEach
  void close_the_ledger() {
    jobs.close();
  }

  @Test
  void should_put_the_request_id_into_the_path() {
    assertThat(check.path(job)).isEqualTo("req-clip");
  }

  @Test
  void should_put_no_request_id_into_the_path_that_leads_elsewhere() {
    Job hostile = job.foundSubmitted("../../x", jobs.now());

    assertThatThrownBy(() -> check.path(hostile)).isInstanceOf(IllegalStateException.class);
  }

  @ParameterizedTest
  @CsvSource({"QUEUED, QUEUED", "processing, PROCESSING", "' Queued ', QUEUED"})
  void should_look_again_after_the_interval_while_the_gateway_works(String sent, String stored) {
    Job after = record(200, answer(sent, "null"));

    assertThat(after.state()).isEqualTo(JobState.SUBMITTED);
    assertThat(after.remote().status()).isEqualTo(stored);
    assertThat(after.progress().dueAt()).isEqualTo(jobs.now().plus(INTERVAL));
    assertThat(after.progress().tries()).isZero();
    assertThat(after.ending().words()).isNull();
  }

  @Test
  void should_ask_as_usual_about_a_job_of_which_nobody_tells_while_callbacks_come() {
    CallbackWatch watch = new CallbackWatch(INTERVAL, Duration.ofSeconds(60), true);
    LookSchedule seldom = new LookSchedule(watch::interval, watch::firstLookAfter, () -> 0);
    LedgerRules usual = jobs.rules();
    LedgerRules rules =
        new LedgerRules(
            usual.clock(),
            usual.lease(),
            usual.gateDelays(),
            usual.submit(),
            usual.dedupeWindow(),
            seldom,
            usual.outputName());
    ResultLinks links = new ResultLinks(List.of("*.r2.dev"), false);
    check = new StatusCheck(jobs.ledger(), rules, RULES, links, watch);

    assertThat(record(200, answer("QUEUED", "null")).progress().dueAt())
        .isEqualTo(jobs.now().plus(INTERVAL));
  }

  @Test
  void should_be_ready_when_the_gateway_names_the_video() {
    Job after = record(200, answer("Completed", output("[\"" + VIDEO + "\"]")));

    assertThat(after.state()).isEqualTo(JobState.READY);
    assertThat(after.remote().mediaUrls()).containsExactly(VIDEO);
    assertThat(after.times().readyAt()).isEqualTo(jobs.now());
    assertThat(after.progress().dueAt()).isEqualTo(jobs.now());
  }

  @ParameterizedTest
  @CsvSource({"FAILED, REMOTE_FAILED, YES", "failed, REMOTE_FAILED, YES"})
  void should_fail_with_the_words_of_the_provider(
      String status, FailureReason reason, Charged charged) {
    Job after =
        record(
            200,
            """
            {"request_id": "req-clip", "status": "%s", "error": "no face found", "output": null}
            """
                .formatted(status));

    assertThat(after.state()).isEqualTo(JobState.FAILED);
    assertThat(after.ending().reason()).isEqualTo(reason);
    assertThat(after.ending().words()).isEqualTo("no face found");
    assertThat(after.ending().charged()).isEqualTo(charged);
    assertThat(after.requestId()).isEqualTo("req-clip");
    assertThat(after.progress().dueAt()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"CANCELLED", "DONE", "?", "", " "})
  void should_look_again_after_a_minute_when_the_word_is_unknown(String status) {
    Job after = record(200, answer(status, "null"));

    assertThat(after.state()).isEqualTo(JobState.SUBMITTED);
    assertThat(after.progress().dueAt()).isEqualTo(jobs.now().plusSeconds(60));
  }

  @ParameterizedTest
  @CsvSource({
    "404, '{\"error\": \"Not found\"}'",
    "401, '{\"message\": \"Access denied\"}'",
    "403, ''",
    "408, ''",
    "429, ''",
    "500, '<html>Oops</html>'",
    "502, ''",
    "503, ''",
    "302, ''",
    "400, '{\"request_id\":\"req-clip\",\"status\":\"FAILED\"}'",
    "500, '{\"request_id\":\"req-clip\",\"status\":\"ERROR\"}'",
    "200, '<html>COMPLETED</html>'",
    "200, ''",
    "200, '{\"request_id\":\"req-clip\",\"status\":\"FAI'",
    "200, '[]'",
    "200, '{\"request_id\":\"req-clip\"}'",
    "200, '{\"request_id\":\"req-clip\",\"status\":7}'",
    "200, '{\"request_id\":\"req-other\",\"status\":\"FAILED\"}'",
    "200, '{\"request_id\":\"REQ-CLIP\",\"status\":\"ERROR\"}'",
    "200, '{\"status\":\"FAILED\"}'"
  })
  void should_only_look_again_later_when_the_answer_is_no_sound_word_on_this_job(
      int status, String body) {
    assertLooksAgain(record(200, answer("PROCESSING", "null")), 0);
    assertLooksAgain(record(status, body), 1);
    assertThat(jobs.stored(job).remote().status()).isEqualTo("PROCESSING");
    assertThat(jobs.stored(job).ending().words()).isNotBlank();
  }

  @Test
  void should_never_ask_again_sooner_than_the_interval_nor_later_than_minutes() {
    for (int tries = 1; tries <= 40; tries++) {
      assertLooksAgain(record(500, ""), tries);
    }
    assertLooksAgain(record(200, answer("QUEUED", "null")), 0);
  }

  @Test
  void should_only_look_again_later_when_no_answer_comes() {
    Job after = check.recordNoAnswer(job, new AnswerLostException(new SocketException("reset")));

    assertLooksAgain(after, 1);
    assertThat(after.ending().words()).contains("reset");
    assertThat(after.ending().charged()).isEqualTo(Charged.YES);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "{}",
        "{\"media_url\": null}",
        "{\"media_url\": []}",
        "{\"media_url\": [\"http://pub-1.r2.dev/a.mp4\"]}",
        "{\"media_url\": [\"https://evil.com/a.mp4\"]}",
        "{\"media_url\": [\"file:///etc/passwd\"]}",
        "{\"media_url\": [\"https://pub-1.r2.dev/a.mp4\", \"https://evil.com/b.mp4\"]}"
      })
  void should_ask_for_ten_minutes_when_complete_without_a_usable_output(String output) {
    assertLooksAgain(record(200, answer("COMPLETED", output)), 1);
    jobs.clock().advance(Duration.ofMinutes(10));
    assertLooksAgain(record(200, answer("COMPLETED", output)), 2);

    jobs.clock().advance(Duration.ofSeconds(1));
    Job after = record(200, answer("COMPLETED", output));

    assertThat(after.state()).isEqualTo(JobState.FAILED);
    assertThat(after.ending().reason()).isEqualTo(FailureReason.NO_USABLE_OUTPUT);
    assertThat(after.ending().charged()).isEqualTo(Charged.YES);
    assertThat(after.ending().words()).contains("media_url");
  }

  @Test
  void should_be_ready_when_the_output_comes_late() {
    record(200, answer("COMPLETED", "null"));
    jobs.clock().advance(Duration.ofMinutes(9));

    assertThat(record(200, answer("COMPLETED", output("\"" + VIDEO + "\""))).state())
        .isEqualTo(JobState.READY);
  }

  @Test
  void should_ask_for_ten_minutes_again_when_the_links_of_a_ready_job_have_died() {
    Job ready = record(200, answer("COMPLETED", output("\"" + VIDEO + "\"")));
    jobs.clock().advance(Duration.ofHours(2));
    Job gone = ready.needsFreshLinks(jobs.now(), "the link is dead");
    job = jobs.ledger().move(Move.of(ready, gone));

    assertLooksAgain(record(200, answer("COMPLETED", "null")), 2);
  }

  @Test
  void should_learn_how_long_a_job_took_by_the_gateways_own_times() {
    jobs.clock().advance(Duration.ofSeconds(200));

    record(200, answer("COMPLETED", output("[\"" + VIDEO + "\"]")));

    assertThat(learned()).containsExactly(Duration.ofMillis(110_890));
  }

  @Test
  void should_learn_it_from_two_looks_where_the_gateway_tells_no_times() {
    jobs.clock().advance(Duration.ofSeconds(50));
    record(200, wordAlone("PROCESSING", "null"));
    jobs.clock().advance(Duration.ofSeconds(8));
    record(200, wordAlone("COMPLETED", output("[\"" + VIDEO + "\"]")));

    assertThat(learned()).containsExactly(Duration.ofSeconds(54));
  }

  @Test
  void should_learn_nothing_from_trouble_nor_from_a_result_that_was_seen_after_a_long_pause() {
    jobs.clock().advance(Duration.ofSeconds(50));
    record(200, wordAlone("PROCESSING", "null"));
    record(404, "");
    jobs.clock().advance(Duration.ofHours(2));
    record(503, "");
    record(200, wordAlone("COMPLETED", output("[\"" + VIDEO + "\"]")));

    assertThat(jobs.stored(job).state()).isEqualTo(JobState.READY);
    assertThat(learned()).isEmpty();
  }

  @Test
  void should_learn_nothing_from_a_job_that_people_asked_about_again() {
    Job failed = record(200, answer("FAILED", "null"));
    job = jobs.ledger().move(Move.of(failed, failed.askedAgain(jobs.now())));
    jobs.clock().advance(Duration.ofSeconds(200));

    record(200, answer("COMPLETED", output("[\"" + VIDEO + "\"]")));

    assertThat(learned()).isEmpty();
  }

  @Test
  void should_look_when_others_were_finished_and_tell_when_the_end_is_expected() {
    jobs.clock().advance(Duration.ofSeconds(200));
    record(200, answer("COMPLETED", output("[\"" + VIDEO + "\"]")));
    job = jobs.submitted("clip-2");
    Instant submittedAt = jobs.now();

    Job after = record(200, wordAlone("PROCESSING", "null").replace("req-clip", "req-clip-2"));

    assertThat(after.times().expectedAt()).isEqualTo(submittedAt.plusMillis(110_890));
    assertThat(after.progress().dueAt()).isEqualTo(submittedAt.plusMillis(110_890 / 2));
  }

  private List<Duration> learned() {
    return jobs.ledger().durations(job.manifest().request().resolution()).latest();
  }

  private static String wordAlone(String status, String output) {
    return "{\"request_id\": \"req-clip\", \"status\": \"%s\", \"output\": %s}"
        .formatted(status, output);
  }

  private Job record(int status, String body) {
    Job after =
        check.record(
            job, new GatewayReply(status, null, null, body.getBytes(StandardCharsets.UTF_8)));
    assertThat(jobs.stored(job)).isEqualTo(after);
    job = after;
    return after;
  }

  private void assertLooksAgain(Job after, int tries) {
    assertThat(after.state()).isEqualTo(JobState.SUBMITTED);
    assertThat(after.progress().tries()).isEqualTo(tries);
    assertThat(after.progress().dueAt())
        .isBetween(
            jobs.now().plus(INTERVAL), jobs.now().plus(INTERVAL).plus(Duration.ofMinutes(5)));
  }

  private static String output(String mediaUrl) {
    return "{\"media_url\": " + mediaUrl + ", \"media_type\": \"video/mp4\"}";
  }

  private static String answer(String status, String output) {
    return """
    {"request_id": "req-clip", "status": "%s", "model_id": "m", "error": null, "output": %s,
     "created_at": "2026-05-22T13:17:32.110Z", "completed_at": "2026-05-22 13:19:23"}
    """
        .formatted(status, output);
  }
}
