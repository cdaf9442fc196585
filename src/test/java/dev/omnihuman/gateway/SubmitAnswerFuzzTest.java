package dev.omnihuman.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.omnihuman.corpus.Corpus;
import dev.omnihuman.job.JobState;
import dev.omnihuman.job.RequestId;
import dev.omnihuman.job.SubmitOutcome;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a submit is answered, the money is safe. */
class SubmitAnswerFuzzTest {

  private static final JsonMapper JSON =
      new JsonMapper(
          JsonFactory.builder().disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES).build());
  private static final SubmitTable TABLE = new SubmitTable(Set.of());

  /** One byte that picks a status, then the body. */
  private static final List<Integer> STATUSES =
      List.of(
          202, 200, 204, 299, 301, 307, 400, 401, 402, 403, 404, 408, 409, 413, 422, 425, 429, 451,
          500, 501, 502, 503, 504, 520, 599);

  static Stream<byte[]> corpus() {
    return Corpus.SUBMIT_ANSWERS.items().stream()
        .filter(item -> STATUSES.contains(item.number("status")))
        .map(item -> withFirst(STATUSES.indexOf(item.number("status")), item.bytes()));
  }

  @MethodSource("corpus")
  @FuzzTest
  void never_paid_twice_and_never_lost(byte[] input) throws IOException {
    if (input.length == 0) {
      return;
    }
    int status = STATUSES.get(Byte.toUnsignedInt(input[0]) % STATUSES.size());
    byte[] body = Arrays.copyOfRange(input, 1, input.length);
    GatewayReply reply = new GatewayReply(status, null, null, body);

    SubmitOutcome outcome = TABLE.outcome(reply);
    String requestId = SubmitTable.requestId(reply);

    assertThat(outcome == SubmitOutcome.ACCEPTED).isEqualTo(status < 300 && requestId != null);
    boolean perhapsAccepted = status < 300 || status == 408 || status == 409 || status >= 500;
    if (perhapsAccepted && status != 501) {
      assertThat(outcome.next()).isNotIn(JobState.ACCEPTED, JobState.FAILED);
    } else {
      assertThat(outcome.isDoubtful()).isFalse();
    }
    if (requestId != null) {
      assertThat(RequestId.isValid(requestId)).isTrue();
      assertThat(requestId).doesNotContain("/", "..", "%", "?", "#", "\r", "\n", "{", "$");
      // A reader that takes everything reads the same: there are no two ids in it.
      assertThat(JSON.readTree(body).path("request_id").textValue()).isEqualTo(requestId);
    }
    Lines.assertOneLine(ProviderJson.words(body));
  }

  private static byte[] withFirst(int first, byte[] rest) {
    byte[] all = new byte[rest.length + 1];
    all[0] = (byte) first;
    System.arraycopy(rest, 0, all, 1, rest.length);
    return all;
  }
}
