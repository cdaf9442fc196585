package dev.omnihuman.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.omnihuman.corpus.Corpus;
import dev.omnihuman.corpus.Item;
import dev.omnihuman.job.RequestId;
import java.io.IOException;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** A callback may come from anybody: it names a request that may be asked about, or nothing. */
class CallbackFuzzTest {

  private static final JsonMapper JSON =
      new JsonMapper(
          JsonFactory.builder().disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES).build());

  static Stream<byte[]> corpus() {
    return Corpus.CALLBACKS.items().stream().map(Item::bytes);
  }

  @MethodSource("corpus")
  @FuzzTest
  void names_a_request_that_may_be_asked_about_or_nothing(byte[] body) throws IOException {
    Optional<Callback> callback = Callback.read(body);

    if (callback.isPresent()) {
      String requestId = callback.get().requestId();
      assertThat(RequestId.isValid(requestId)).isTrue();
      assertThat(JSON.readTree(body).path("request_id").textValue()).isEqualTo(requestId);
      Lines.assertOneLine(callback.get().status());
    }
  }
}
