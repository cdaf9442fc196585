package dev.omnihuman.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.omnihuman.job.Charged;
import dev.omnihuman.job.Gate;
import dev.omnihuman.job.JobState;
import dev.omnihuman.job.SubmitOutcome;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which answer to the paid call means what. Only what was surely not accepted is sent again. */
class SubmitTableTest {

  private static final String GOOD =
      """
      {"request_id": "bytedance-omnihuman-v1-5-290_019d-4a", "status": "QUEUED",
       "polling_url": "https://gateway.pixazo.ai/v2/requests/status/x"}
      """;
  private static final String MODEL_NOT_FOUND =
      """
      {"error": "Model not found",
       "message": "Model 'bytedance-omnihuman-v1-5-290' not found or is disabled"}
      """;
  private static final String NO_BALANCE =
      """
      {"error": "Insufficient Balance", "message": "Your wallet does not have enough balance."}
      """;

  private static final String NO_WEBHOOK =
      """
      {"error": "Bad Request", "message": "X-Webhook-URL must be a public address"}
      """;

  private static final SubmitTable TABLE = new SubmitTable(Set.of());

  static Stream<Arguments> answers() {
    return Stream.of(
        arguments("202 as documented", reply(202, GOOD), SubmitOutcome.ACCEPTED),
        arguments("200 with an id", reply(200, GOOD), SubmitOutcome.ACCEPTED),
        arguments("201 with an id", reply(201, GOOD), SubmitOutcome.ACCEPTED),
        arguments("299 with an id", reply(299, GOOD), SubmitOutcome.ACCEPTED),
        arguments("longest id", reply(202, id("a".repeat(200))), SubmitOutcome.ACCEPTED),
        arguments("unknown fields", reply(202, "{\"request_id\":\"a\",\"x\":[{}]}"), ok()),
        arguments("id that climbs", reply(202, id("../../x")), unusable()),
        arguments("id with a slash", reply(202, id("a/b")), unusable()),
        arguments("id with two dots", reply(202, id("a..b")), unusable()),
        arguments("id with a query", reply(202, id("a?b=c")), unusable()),
        arguments("id with a line break", reply(202, id("a\\nb")), unusable()),
        arguments("empty id", reply(202, id("")), unusable()),
        arguments("id of 201 characters", reply(202, id("a".repeat(201))), unusable()),
        arguments("id that is a number", reply(202, "{\"request_id\":17}"), unusable()),
        arguments("id that is null", reply(202, "{\"request_id\":null}"), unusable()),
        arguments("two ids", reply(202, "{\"request_id\":\"a\",\"request_id\":\"b\"}"), unusable()),
        arguments("no id", reply(202, "{\"status\":\"QUEUED\"}"), unusable()),
        arguments("HTML", reply(200, "<html><body>Welcome</body></html>"), unusable()),
        arguments("cut JSON", reply(202, GOOD.substring(0, 40)), unusable()),
        arguments("two documents", reply(202, GOOD + GOOD), unusable()),
        arguments("a list", reply(202, "[" + GOOD + "]"), unusable()),
        arguments("nothing", reply(202, ""), unusable()),
        arguments("204", reply(204, ""), unusable()),
        arguments("301", reply(301, ""), SubmitOutcome.REDIRECTED),
        arguments("302 even with an id", reply(302, GOOD), SubmitOutcome.REDIRECTED),
        arguments("307", reply(307, ""), SubmitOutcome.REDIRECTED),
        arguments("400", reply(400, "{\"error\":\"Bad Request\"}"), SubmitOutcome.INPUT_REFUSED),
        arguments("400 without text", reply(400, ""), SubmitOutcome.INPUT_REFUSED),
        arguments("400 model", reply(400, MODEL_NOT_FOUND), SubmitOutcome.NOT_SERVED),
        arguments("400 webhook", reply(400, NO_WEBHOOK), SubmitOutcome.NOT_SERVED),
        arguments("409 webhook", reply(409, NO_WEBHOOK), SubmitOutcome.UNCLEAR_ANSWER),
        arguments("422 webhook", reply(422, NO_WEBHOOK), SubmitOutcome.NOT_SERVED),
        arguments("500 webhook", reply(500, NO_WEBHOOK), SubmitOutcome.UNCLEAR_ANSWER),
        arguments("401", reply(401, ""), SubmitOutcome.KEY_REFUSED),
        arguments("402", reply(402, NO_BALANCE), SubmitOutcome.NO_BALANCE),
        arguments("402 without text", reply(402, ""), SubmitOutcome.NO_BALANCE),
        arguments("403", reply(403, "{\"error\":\"Forbidden\"}"), SubmitOutcome.KEY_REFUSED),
        arguments("403 Retry-After", waiting(403, "7"), SubmitOutcome.TOO_MANY),
        arguments("403 quota", reply(403, "Out of call volume Quota."), SubmitOutcome.TOO_MANY),
        arguments("404", reply(404, ""), SubmitOutcome.NOT_SERVED),
        arguments("405", reply(405, ""), SubmitOutcome.NOT_SERVED),
        arguments("408", reply(408, ""), SubmitOutcome.UNCLEAR_ANSWER),
        arguments("409", reply(409, ""), SubmitOutcome.UNCLEAR_ANSWER),
        arguments("413", reply(413, ""), SubmitOutcome.INPUT_REFUSED),
        arguments("415", reply(415, ""), SubmitOutcome.INPUT_REFUSED),
        arguments("418", reply(418, ""), SubmitOutcome.INPUT_REFUSED),
        arguments("422", reply(422, "{\"detail\":[]}"), SubmitOutcome.INPUT_REFUSED),
        arguments("425", reply(425, ""), SubmitOutcome.TOO_EARLY),
        arguments("429", reply(429, ""), SubmitOutcome.TOO_MANY),
        arguments("429 Retry-After", waiting(429, "7"), SubmitOutcome.TOO_MANY),
        arguments("501", reply(501, ""), SubmitOutcome.NOT_SERVED),
        arguments("503 Retry-After", waiting(503, "7"), SubmitOutcome.UNCLEAR_ANSWER),
        arguments("500 with an id", reply(500, GOOD), SubmitOutcome.UNCLEAR_ANSWER));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("answers")
  void should_read_an_answer_as(String what, GatewayReply reply, SubmitOutcome outcome) {
    assertThat(TABLE.outcome(reply)).as(what).isEqualTo(outcome);
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 502, 503, 504, 520, 522, 524, 599, 600, 999, 101})
  void should_not_call_a_job_refused_when_the_answer_does_not_say_so(int status) {
    assertThat(TABLE.outcome(reply(status, "")).next()).isEqualTo(JobState.IN_DOUBT);
  }

  @Test
  void should_send_nothing_again_after_a_success_whatever_its_body_is() {
    assertThat(IntStream.range(200, 300).mapToObj(s -> TABLE.outcome(reply(s, "?")).next()))
        .containsOnly(JobState.IN_DOUBT);
  }

  @Test
  void should_name_the_request_id_that_the_answer_holds() {
    assertThat(SubmitTable.requestId(reply(202, GOOD)))
        .isEqualTo("bytedance-omnihuman-v1-5-290_019d-4a");
  }

  /** The columns of FAULTS.md, section 2. */
  @ParameterizedTest
  @CsvSource({
    "ACCEPTED,        SUBMITTED, YES,",
    "NOT_SENT,        ACCEPTED,  NO,",
    "UNUSABLE_ANSWER, IN_DOUBT,  UNKNOWN,",
    "ANSWER_LOST,     IN_DOUBT,  UNKNOWN,",
    "UNCLEAR_ANSWER,  IN_DOUBT,  UNKNOWN,",
    "INTERRUPTED,     IN_DOUBT,  UNKNOWN,",
    "ASSUMED_REFUSED, ACCEPTED,  NO, RATE",
    "REDIRECTED,      ACCEPTED,  NO, CONFIGURATION",
    "NOT_SERVED,      ACCEPTED,  NO, CONFIGURATION",
    "KEY_REFUSED,     ACCEPTED,  NO, KEY",
    "NO_BALANCE,      ACCEPTED,  NO, BALANCE",
    "TOO_MANY,        ACCEPTED,  NO, RATE",
    "TOO_EARLY,       ACCEPTED,  NO,",
    "INPUT_REFUSED,   FAILED,    NO,",
  })
  void should_lead_to(SubmitOutcome outcome, JobState state, Charged charged, Gate gate) {
    assertThat(outcome.next()).isEqualTo(state);
    assertThat(outcome.charged()).isEqualTo(charged);
    assertThat(outcome.closes()).isEqualTo(gate);
  }

  private static SubmitOutcome ok() {
    return SubmitOutcome.ACCEPTED;
  }

  private static SubmitOutcome unusable() {
    return SubmitOutcome.UNUSABLE_ANSWER;
  }

  private static String id(String id) {
    return "{\"request_id\": \"" + id + "\"}";
  }

  private static GatewayReply reply(int status, String body) {
    return new GatewayReply(status, null, null, body.getBytes(StandardCharsets.UTF_8));
  }

  private static GatewayReply waiting(int status, String retryAfter) {
    return new GatewayReply(status, retryAfter, null, new byte[0]);
  }
}
