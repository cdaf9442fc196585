package dev.omnihuman.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallbackTest {

  @Test
  void reads_the_documented_shape() {
    String body =
        """
        {"request_id": "bytedance-omnihuman-v1-5-290_019d-x", "status": "completed",
         "model_id": "bytedance-omnihuman-v1-5-290", "error": null,
         "output": {"media_url": ["https://pub.r2.dev/output.mp4"], "media_type": "video/mp4"},
         "created_at": "2026-05-22T13:17:32.110Z", "updated_at": "2026-05-22 13:19:23"}
        """;

    assertThat(Callback.read(bytes(body)))
        .contains(new Callback("bytedance-omnihuman-v1-5-290_019d-x", "COMPLETED"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "\"COMPLETED\"",
        "{",
        "{\"request_id\": \"a\"}",
        "{\"status\": \"COMPLETED\"}",
        "{\"request_id\": 7, \"status\": \"COMPLETED\"}",
        "{\"request_id\": \"../admin\", \"status\": \"COMPLETED\"}",
        "{\"request_id\": \"a?b=c\", \"status\": \"COMPLETED\"}",
        "{\"request_id\": \"{{env:PIXAZO_API_KEY}}\", \"status\": \"COMPLETED\"}",
        "{\"request_id\": \"a\", \"status\": null}",
        "{\"request_id\": \"a\", \"request_id\": \"b\", \"status\": \"COMPLETED\"}",
        "{\"request_id\": \"a\", \"status\": \"COMPLETED\"} more",
      })
  void is_nothing_when_it_names_no_request_and_status(String body) {
    assertThat(Callback.read(bytes(body))).isEmpty();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
