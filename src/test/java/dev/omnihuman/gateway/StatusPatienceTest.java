package dev.omnihuman.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.omnihuman.job.Charged;
import dev.omnihuman.job.FailureReason;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import dev.omnihuman.job.Move;
import dev.omnihuman.job.Remote;
import dev.omnihuman.job.Retry;
import dev.omnihuman.job.StatusRules;
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

/** How long a word of the gateway's is doubted, and how long a job is waited for. */
class StatusPatienceTest {
  private static final Duration INTERVAL = Duration.ofSeconds(5);
  private static final Duration DEADLINE = Duration.ofHours(24);
  private static final StatusRules RULES =
      new StatusRules(
          INTERVAL,
          Duration.ofSeconds(30),
          List.of(Duration.ofMinutes(1), Duration.ofMinutes(10)),
          2,
          DEADLINE);

  private TestJobs jobs;
  private StatusCheck check;
  private Job job;
  private Instant submittedAt;

  @BeforeEach
  void open_the_ledger(@TempDir Path home) {
    jobs = new TestJobs(home);
    ResultLinks links = new ResultLinks(List.of("*.r2.dev"), false);
    check =
        new StatusCheck(
            jobs.ledger(), jobs.rules(), RULES, links, CallbackWatch.off(RULES.interval()));
    job = jobs.submitted("clip");
    submittedAt = jobs.now();
  }

  @AfterEach
  void close_the_ledger() {
    jobs.close();
  }

  @Test
  void should_ask_again_before_it_believes_an_error() {
    says("ERROR");

    assertThat(job.state()).isEqualTo(JobState.SUBMITTED);
    assertThat(job.progress().dueAt()).isEqualTo(jobs.now().plusSeconds(30));
    assertThat(job.ending().words()).contains("no answer of the model", "before it is believed");

    jobs.clock().advance(Duration.ofSeconds(30).minusMillis(1));
    says("ERROR");
    assertThat(job.state()).as("too soon to count").isEqualTo(JobState.SUBMITTED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PROCESSING", "QUEUED", "RETRYING"})
  void should_begin_to_doubt_anew_when_the_gateway_says_another_word_in_between(String word) {
    says("ERROR");
    jobs.clock().advance(Duration.ofSeconds(20));
    says(word);
    jobs.clock().advance(Duration.ofSeconds(20));

    says("ERROR");

    assertThat(job.state()).isEqualTo(JobState.SUBMITTED);
    assertThat(job.progress().dueAt()).isEqualTo(jobs.now().plusSeconds(30));
  }

  @Test
  void should_not_begin_anew_when_no_answer_came_in_between() {
    says("ERROR");
    jobs.clock().advance(Duration.ofSeconds(15));
    job = check.recordNoAnswer(job, new AnswerLostException(new SocketException("reset")));
    record(500, "");
    jobs.clock().advance(Duration.ofSeconds(15));

    says("ERROR");

    assertThat(job.state()).isEqualTo(JobState.ACCEPTED);
  }

  @Test
  void should_never_submit_again_after_an_error_of_what_had_been_complete() {
    Job ready = job.ready("COMPLETED", List.of("https://a.r2.dev/v.mp4"), jobs.now());
    ready = jobs.ledger().move(Move.of(job, ready));
    job = jobs.ledger().move(Move.of(ready, ready.needsFreshLinks(jobs.now(), "dead link")));

    confirmError();

    assertThat(job.state()).isEqualTo(JobState.FAILED);
    assertThat(job.ending().chargedInAll()).isEqualTo(Charged.YES);
    assertThat(job.ending().words()).contains("had been finished", "no answer of the model");
  }

  @Test
  void should_submit_again_after_a_minute_and_after_ten_and_then_fail() {
    for (int minutes : List.of(1, 10)) {
      confirmError();
      assertThat(job.state()).isEqualTo(JobState.ACCEPTED);
      assertThat(job.progress().dueAt()).isEqualTo(jobs.now().plus(Duration.ofMinutes(minutes)));
      assertThat(job.ending().charged()).isEqualTo(Charged.NO);
      assertThat(job.ending().words()).contains("ERROR", "not charged", "no answer of the model");
      assertThat(job.remote()).isEqualTo(Remote.UNKNOWN);
      submitAgain();
    }

    confirmError();

    assertThat(job.state()).isEqualTo(JobState.FAILED);
    assertThat(job.ending().reason()).isEqualTo(FailureReason.REMOTE_ERROR);
    assertThat(job.ending().words()).isEqualTo("no answer of the model");
    assertThat(job.ending().chargedInAll()).isEqualTo(Charged.NO);
    assertThat(jobs.ledger().attempts(job.id())).hasSize(3);
  }

  @Test
  void should_submit_as_often_again_when_people_have_retried_the_job() {
    confirmError();
    submitAgain();
    confirmError();
    submitAgain();
    confirmError();
    jobs.clock().advance(Duration.ofHours(1));
    Job retried = Retry.withoutRisk(job, jobs.now()).orElseThrow();
    job = jobs.ledger().move(Move.of(job, retried));
    submitAgain();

    confirmError();

    assertThat(job.state()).isEqualTo(JobState.ACCEPTED);
    assertThat(job.progress().dueAt()).isEqualTo(jobs.now().plus(Duration.ofMinutes(1)));
  }

  private void confirmError() {
    says("ERROR");
    jobs.clock().advance(Duration.ofSeconds(30));
    says("ERROR");
  }

  private void submitAgain() {
    jobs.clock().set(job.progress().dueAt().plusSeconds(1));
    job = jobs.ledger().claimToSubmit(1).get(0);
    job = jobs.ledger().move(Move.of(job, job.submitting(jobs.now().plus(TestJobs.LEASE))));
    job = jobs.acceptedByGateway(job, "req-" + job.progress().attempt());
  }

  @Test
  void should_look_at_the_usual_pace_for_a_request_that_is_not_known_yet() {
    record(404, "");
    assertLooksAgainSoon();

    jobs.clock().set(submittedAt.plus(Duration.ofMinutes(15)).minusMillis(1));
    record(404, "");
    assertLooksAgainSoon();
    assertThat(job.ending().words()).contains("(yet)");
  }

  @Test
  void should_look_slowly_for_a_request_that_is_not_known_any_more() {
    jobs.clock().set(submittedAt.plus(Duration.ofMinutes(15)));
    record(404, "");

    assertThat(job.state()).isEqualTo(JobState.SUBMITTED);
    assertThat(job.remote().status()).isEqualTo("NOT FOUND");
    assertThat(job.progress().dueAt()).isEqualTo(jobs.now().plus(Duration.ofMinutes(5)));
    assertThat(job.ending().words()).contains("does not know the request req-clip");
  }

  @Test
  void should_go_on_with_a_request_that_is_known_again() {
    jobs.clock().set(submittedAt.plus(Duration.ofHours(3)));
    record(404, "");
    says("PROCESSING");

    assertLooksAgainSoon();
    assertThat(job.ending().words()).isNull();
  }

  @Test
  void should_give_up_at_the_deadline_what_the_gateway_does_not_know() {
    jobs.clock().set(submittedAt.plus(DEADLINE));
    record(404, "");
    assertThat(job.state()).isEqualTo(JobState.SUBMITTED);

    jobs.clock().advance(Duration.ofMillis(1));
    record(404, "");

    assertThat(job.state()).isEqualTo(JobState.FAILED);
    assertThat(job.ending().reason()).isEqualTo(FailureReason.LOST_REMOTE);
    assertThat(job.ending().charged()).isEqualTo(Charged.YES);
    assertThat(job.requestId()).as("for a person to ask with").isEqualTo("req-clip");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PROCESSING", "QUEUED", "RETRYING"})
  void should_ask_once_an_hour_beyond_the_deadline_for_a_week(String word) {
    jobs.clock().set(submittedAt.plus(DEADLINE).plusMillis(1));
    says(word);
    assertThat(job.state()).isEqualTo(JobState.SUBMITTED);
    assertThat(job.progress().dueAt()).isEqualTo(jobs.now().plus(Duration.ofHours(1)));

    jobs.clock().set(submittedAt.plus(DEADLINE).plus(Duration.ofDays(7)));
    says(word);
    assertThat(job.state()).isEqualTo(JobState.SUBMITTED);

    jobs.clock().advance(Duration.ofMillis(1));
    says(word);
    assertThat(job.state()).isEqualTo(JobState.FAILED);
    assertThat(job.ending().reason()).isEqualTo(FailureReason.DEADLINE);
    assertThat(job.ending().charged()).isEqualTo(Charged.YES);
    assertThat(job.ending().words()).contains(word);
  }

  @Test
  void should_still_take_a_result_that_comes_days_late() {
    jobs.clock().set(submittedAt.plus(Duration.ofDays(6)));
    record(
        200,
        """
        {"request_id": "req-clip", "status": "COMPLETED",
         "output": {"media_url": ["https://pub-1.r2.dev/x/output.mp4"]}}
        """);
    assertThat(job.state()).isEqualTo(JobState.READY);
  }

  /** A look that fails is no word of the gateway's, however long that lasts. */
  @ParameterizedTest
  @CsvSource({"1, 5", "25, 60", "400, 60"})
  void should_never_give_up_for_want_of_an_answer(int hours, int longestMinutes) {
    jobs.clock().set(submittedAt.plus(Duration.ofHours(hours)));
    for (int tries = 0; tries < 5; tries++) {
      record(503, "");
      assertThat(job.state()).isEqualTo(JobState.SUBMITTED);
      assertThat(job.progress().dueAt())
          .isBeforeOrEqualTo(jobs.now().plus(Duration.ofMinutes(longestMinutes)).plus(INTERVAL));
    }
  }

  @ParameterizedTest
  @CsvSource({"429, 120", "503, 120", "408, 120"})
  void should_look_no_sooner_than_the_gateway_asks(int status, int seconds) {
    job = check.record(job, new GatewayReply(status, String.valueOf(seconds), null, new byte[0]));
    assertThat(job.progress().dueAt()).isAfterOrEqualTo(jobs.now().plusSeconds(seconds));
  }

  private void assertLooksAgainSoon() {
    assertThat(job.state()).isEqualTo(JobState.SUBMITTED);
    assertThat(job.progress().dueAt())
        .isBetween(
            jobs.now().plus(INTERVAL), jobs.now().plus(Duration.ofMinutes(5)).plus(INTERVAL));
  }

  private void says(String word) {
    record(
        200,
        """
        {"request_id": "%s", "status": "%s", "error": "no answer of the model", "output": null}
        """
            .formatted(job.requestId(), word));
  }

  private void record(int status, String body) {
    job =
        check.record(
            job, new GatewayReply(status, null, null, body.getBytes(StandardCharsets.UTF_8)));
    assertThat(jobs.stored(job)).isEqualTo(job);
  }
}
