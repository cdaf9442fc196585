package dev.omnihuman.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.omnihuman.job.Attempt;
import dev.omnihuman.job.Attempt.Result;
import dev.omnihuman.job.Charged;
import dev.omnihuman.job.ClosedGate;
import dev.omnihuman.job.FailureReason;
import dev.omnihuman.job.Gate;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import dev.omnihuman.job.SubmitOutcome;
import dev.omnihuman.ledger.CallbackLedger.Hint;
import dev.omnihuman.ledger.GateShutException;
import dev.omnihuman.ledger.OrphanNotes;
import dev.omnihuman.ledger.Spending;
import dev.omnihuman.ledger.StaleJobException;
import dev.omnihuman.testing.TestJobs;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.message.BasicHttpRequest;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the answer to the paid call leaves in the ledger. */
class SubmissionTest {

  private static final String ACCEPTED = "{\"request_id\": \"abc-1\", \"status\": \"QUEUED\"}";
  private static final String ERROR = "{\"error\": \"Oops\", \"message\": \"details\"}";

  private TestJobs jobs;
  private Spending spending;
  private Submission submission;

  @BeforeEach
  void open_the_ledger(@TempDir Path home) throws IOException {
    jobs = new TestJobs(home);
    spending = new Spending(jobs.ledger(), new OrphanNotes(home));
    submission = submission(CallbackAddresses.none());
  }

  private Submission submission(CallbackAddresses callbacks) {
    SubmitTable table = new SubmitTable(Set.of());
    return new Submission(jobs.ledger(), jobs.rules(), table, spending, callbacks);
  }

  @AfterEach
  void close_the_ledger() {
    jobs.close();
  }

  @Test
  void should_commit_the_intent_before_the_call() {
    Job job = submission.begin(jobs.accepted("clip"));

    assertThat(jobs.stored(job)).isEqualTo(job);
    assertThat(job.state()).isEqualTo(JobState.SUBMITTING);
    assertThat(job.progress().attempt()).isEqualTo(1);
    assertThat(job.progress().dueAt()).isEqualTo(jobs.now().plus(TestJobs.LEASE));
    assertThat(jobs.ledger().attempts(job.id()))
        .containsExactly(new Attempt(1, jobs.now(), null, Result.OPEN));
  }

  @Test
  void should_call_with_the_token_that_is_stored_however_often_a_job_is_begun() throws Exception {
    CallbackAddresses callbacks =
        new CallbackAddresses(URI.create("https://videos.example.com"), "terminal");
    Submission submission = submission(callbacks);
    Job job = jobs.accepted("clip");
    Job begun = submission.begin(job);
    assertThatThrownBy(() -> submission.begin(job)).isInstanceOf(StaleJobException.class);

    HttpRequest request = new BasicHttpRequest("POST", "/");
    request.setHeader(CallbackAddresses.ADDRESS_HEADER, callbacks.reference(begun));
    callbacks.process(request, null, new HttpCoreContext());

    String address = request.getFirstHeader(CallbackAddresses.ADDRESS_HEADER).getValue();
    String token = address.substring(address.lastIndexOf('/') + 1);
    assertThat(jobs.ledger().callbacks().hint(CallbackAddresses.hash(token), "abc-1"))
        .isEqualTo(Hint.LEAD);
  }

  @Test
  void should_follow_an_accepted_job_at_once() {
    Job job = recorded(202, ACCEPTED);

    assertThat(job.state()).isEqualTo(JobState.SUBMITTED);
    assertThat(job.requestId()).isEqualTo("abc-1");
    assertThat(job.ending().charged()).isEqualTo(Charged.YES);
    assertThat(job.ending().words()).isNull();
    assertThat(job.times().submittedAt()).isEqualTo(jobs.now());
    assertThat(job.progress().dueAt()).isEqualTo(jobs.now());
    assertThat(answer(job).outcome()).isEqualTo(SubmitOutcome.ACCEPTED);
    assertThat(jobs.ledger().claim(JobState.SUBMITTED, 9)).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "200, UNUSABLE_ANSWER", "202, UNUSABLE_ANSWER", "408, UNCLEAR_ANSWER", "409, UNCLEAR_ANSWER",
    "500, UNCLEAR_ANSWER", "502, UNCLEAR_ANSWER", "503, UNCLEAR_ANSWER", "504, UNCLEAR_ANSWER"
  })
  void should_hold_a_job_in_doubt_when_the_answer_is_unclear(int status, SubmitOutcome outcome) {
    Job job = recorded(status, ERROR);

    assertInDoubt(job, outcome);
    assertThat(job.ending().words()).contains(String.valueOf(status), "Oops: details");
    assertThat(answer(job).words()).isEqualTo(job.ending().words());
  }

  @Test
  void should_hold_a_job_in_doubt_when_the_answer_is_lost() {
    Job job = submission.begin(jobs.accepted("clip"));
    submission.recordNoAnswer(job, new AnswerLostException(new SocketException("reset")));

    assertInDoubt(jobs.stored(job), SubmitOutcome.ANSWER_LOST);
    assertThat(jobs.stored(job).ending().words()).contains("reset");
  }

  @Test
  void should_hold_a_job_in_doubt_when_the_kind_of_the_error_is_not_known() {
    Job job = submission.begin(jobs.accepted("clip"));
    submission.recordNoAnswer(job, new IOException());

    assertInDoubt(jobs.stored(job), SubmitOutcome.ANSWER_LOST);
  }

  @Test
  void should_submit_again_within_five_minutes_when_the_request_never_left() {
    Job job = submission.begin(jobs.accepted("clip"));
    submission.recordNoAnswer(job, new RequestNotSentException(new ConnectException("refused")));

    Job stored = jobs.stored(job);
    assertSurelyNotCharged(stored, SubmitOutcome.NOT_SENT);
    assertThat(stored.ending().words()).contains("refused");
    assertThat(stored.progress().tries()).isEqualTo(1);
    assertThat(stored.progress().dueAt())
        .isBetween(jobs.now(), jobs.now().plus(Duration.ofMinutes(5)));
    assertThat(jobs.ledger().closedGates()).isEmpty();
  }

  @Test
  void should_submit_again_when_the_gateway_says_too_early() {
    assertSurelyNotCharged(recorded(425, ERROR), SubmitOutcome.TOO_EARLY);
    assertThat(jobs.ledger().closedGates()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "301, REDIRECTED, CONFIGURATION", "404, NOT_SERVED, CONFIGURATION",
    "405, NOT_SERVED, CONFIGURATION", "501, NOT_SERVED, CONFIGURATION",
    "401, KEY_REFUSED, KEY", "403, KEY_REFUSED, KEY",
    "402, NO_BALANCE, BALANCE", "429, TOO_MANY, RATE"
  })
  void should_keep_the_job_and_shut_the_gate(int status, SubmitOutcome outcome, Gate gate) {
    Job job = recorded(status, ERROR);

    assertSurelyNotCharged(job, outcome);
    assertThat(job.progress().dueAt()).isEqualTo(jobs.now());
    assertThat(jobs.ledger().closedGates()).extracting(ClosedGate::gate).containsExactly(gate);
    assertThat(jobs.ledger().claimToSubmit(9)).isEmpty();
  }

  @Test
  void should_slow_the_lane_for_as_long_as_the_gateway_asks() {
    Job job = submission.begin(jobs.accepted("clip"));
    submission.record(job, new GatewayReply(429, "40", null, new byte[0]));

    assertThat(jobs.ledger().closedGates())
        .extracting(gate -> gate.trial().at())
        .containsExactly(jobs.now().plusSeconds(40));
  }

  @Test
  void should_name_the_host_that_a_redirect_points_to() {
    Job job = submission.begin(jobs.accepted("clip"));
    String location = "https://login.example.com/x?token=geheim";
    submission.record(job, new GatewayReply(302, null, location, new byte[0]));

    assertThat(jobs.stored(job).ending().words())
        .contains("302", "login.example.com")
        .doesNotContain("geheim");
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 413, 415, 418, 422})
  void should_fail_a_job_whose_input_is_refused(int status) {
    Job job = recorded(status, ERROR);

    assertThat(job.state()).isEqualTo(JobState.FAILED);
    assertThat(job.ending().reason()).isEqualTo(FailureReason.INPUT_REFUSED);
    assertThat(job.ending().words()).contains(String.valueOf(status), "Oops: details");
    assertThat(job.ending().charged()).isEqualTo(Charged.NO);
    assertThat(job.progress().dueAt()).isNull();
    assertThat(answer(job).outcome()).isEqualTo(SubmitOutcome.INPUT_REFUSED);
    assertThat(jobs.ledger().closedGates()).isEmpty();
  }

  @Test
  void should_give_a_job_back_when_a_gate_has_shut_since_its_claim() {
    Job first = jobs.accepted("first");
    Job second = jobs.accepted("second");
    submission.record(submission.begin(first), reply(402, ERROR));

    assertThatThrownBy(() -> submission.begin(second)).isInstanceOf(GateShutException.class);

    Job stored = jobs.stored(second);
    assertThat(stored.state()).isEqualTo(JobState.ACCEPTED);
    assertThat(stored.progress().attempt()).isZero();
    assertThat(stored.progress().dueAt()).isEqualTo(jobs.now());
    assertThat(jobs.ledger().attempts(second.id())).isEmpty();
    jobs.clock().advance(TestJobs.TRIAL_DELAY);
    assertThat(jobs.ledger().claimToSubmit(9)).hasSize(1);
  }

  private Job recorded(int status, String body) {
    Job job = submission.begin(jobs.accepted("clip"));
    jobs.clock().advance(Duration.ofSeconds(3));
    Job recorded = submission.record(job, reply(status, body));
    assertThat(jobs.stored(job)).isEqualTo(recorded);
    return recorded;
  }

  private static GatewayReply reply(int status, String body) {
    return new GatewayReply(status, null, null, body.getBytes(StandardCharsets.UTF_8));
  }

  private Attempt.Answer answer(Job job) {
    Attempt attempt = jobs.ledger().attempts(job.id()).get(0);
    Instant answeredAt = attempt.answer().at();
    assertThat(answeredAt).isEqualTo(jobs.now());
    return attempt.answer();
  }

  private void assertInDoubt(Job job, SubmitOutcome outcome) {
    assertThat(job.state()).isEqualTo(JobState.IN_DOUBT);
    assertThat(job.ending().charged()).isEqualTo(Charged.UNKNOWN);
    assertThat(job.progress().dueAt()).isNull();
    assertThat(answer(job).outcome()).isEqualTo(outcome);
    jobs.clock().advance(Duration.ofDays(30));
    assertThat(jobs.ledger().claimToSubmit(9)).as("what is submitted again").isEmpty();
    jobs.clock().advance(Duration.ofDays(-30));
  }

  private void assertSurelyNotCharged(Job job, SubmitOutcome outcome) {
    assertThat(job.state()).isEqualTo(JobState.ACCEPTED);
    assertThat(job.ending().charged()).isEqualTo(Charged.NO);
    assertThat(job.ending().words()).isNotBlank();
    assertThat(answer(job).outcome()).isEqualTo(outcome);
  }
}
