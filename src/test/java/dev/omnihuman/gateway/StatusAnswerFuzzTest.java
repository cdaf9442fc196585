package dev.omnihuman.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.omnihuman.corpus.Corpus;
import dev.omnihuman.corpus.Item;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** A status answer says what stands in it, or nothing. */
class StatusAnswerFuzzTest {

  private static final JsonMapper JSON =
      new JsonMapper(
          JsonFactory.builder().disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES).build());

  static Stream<byte[]> corpus() {
    return Corpus.STATUS_ANSWERS.items().stream().map(Item::bytes);
  }

  @MethodSource("corpus")
  @FuzzTest
  void says_what_stands_in_it_or_nothing(byte[] body) throws IOException {
    StatusAnswer answer = StatusAnswer.read(body);

    if (answer.equals(new StatusAnswer(null, null, null, answer.took(), List.of()))) {
      return;
    }
    // Any of it was read, so the whole is JSON.
    JsonNode json = JSON.readTree(body);
    assertThat(answer.requestId()).isEqualTo(json.path("request_id").textValue());
    assertThat(answer.error()).isEqualTo(json.path("error").textValue());
    if (answer.status() != null) {
      Lines.assertOneLine(answer.status());
      assertThat(json.path("status").isTextual()).isTrue();
    }
    for (String url : answer.mediaUrls()) {
      assertThat(url).isNotBlank();
      assertThat(names(json.path("output").path("media_url"), url)).isTrue();
    }
    Lines.assertOneLine(ProviderJson.printable(answer.error()));
  }

  private static boolean names(JsonNode node, String url) {
    if (node.isArray()) {
      for (JsonNode element : node) {
        if (url.equals(element.textValue())) {
          return true;
        }
      }
    }
    return url.equals(node.textValue());
  }
}
