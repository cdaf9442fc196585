package dev.omnihuman.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatusAnswerTest {

  private static final StatusAnswer NOTHING = new StatusAnswer(null, null, null, null, List.of());

  @Test
  void should_read_the_documented_callback_with_its_two_time_formats() {
    assertThat(
            read(
                """
                {
                  "request_id": "bytedance-omnihuman-v1-5-290_019d",
                  "status": "COMPLETED",
                  "model_id": "bytedance-omnihuman-v1-5-290",
                  "error": null,
                  "output": {
                    "media_url": ["https://pub-5.r2.dev/v1/x/output.mp4"],
                    "media_type": "video/mp4"
                  },
                  "created_at": "2026-05-22T13:17:32.110Z",
                  "updated_at": "2026-05-22 13:19:23",
                  "completed_at": "2026-05-22 13:19:23"
                }
                """))
        .isEqualTo(
            new StatusAnswer(
                "bytedance-omnihuman-v1-5-290_019d",
                "COMPLETED",
                null,
                Duration.ofMillis(110_890),
                List.of("https://pub-5.r2.dev/v1/x/output.mp4")));
  }

  @Test
  void should_read_the_documented_status_with_a_file_of_any_type() {
    assertThat(
            read("""
                    {
                      "request_id": "r", "status": "COMPLETED", "error": null,
                      "output": {"media_url": ["https://pub-5.r2.dev/v1/x/output.ext"],
                                 "media_type": "application/octet-stream"},
                      "created_at": "2026-03-31T10:00:00.000Z",
                      "updated_at": "2026-03-31T10:00:15.000Z",
                      "completed_at": "2026-03-31T10:00:15.000Z"
                    }
                    """)
                .mediaUrls())
        .containsExactly("https://pub-5.r2.dev/v1/x/output.ext");
  }

  @Test
  void should_read_the_documented_error_with_output_null() {
    assertThat(
            read(
                """
                {"request_id": "r", "status": "ERROR", "model_id": "m",
                 "error": "Description of the error", "output": null}
                """))
        .isEqualTo(new StatusAnswer("r", "ERROR", "Description of the error", null, List.of()));
  }

  @ParameterizedTest
  @CsvSource({
    "2026-03-31T10:00:00.000Z, 2026-03-31T10:00:15Z, 15000",
    "2026-03-31T10:00:00.250Z, 2026-03-31 10:00:15, 14750",
    "2026-03-31 10:00:00, 2026-03-31T12:00:15+02:00, 15000",
    "2026-03-31 10:00:00, 2026-03-31 10:00:00, 0",
    "yesterday, 2026-03-31 10:00:15,",
    "2026-03-31 10:00:00, '',",
    "2026-03-31 10:00:00, 2026-13-31 10:00:00,",
    "2026-03-31 10:00:00, 2026-03-31,"
  })
  void should_tell_how_long_the_request_took_where_its_times_can_be_read(
      String created, String completed, Long millis) {
    String body = "{\"created_at\": \"%s\", \"completed_at\": \"%s\"}";
    assertThat(read(body.formatted(created, completed)).took())
        .isEqualTo(millis == null ? null : Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @CsvSource({"queued, QUEUED", "' Processing\n', PROCESSING", "Completed, COMPLETED"})
  void should_read_a_status_in_any_case_and_trimmed(String sent, String read) {
    assertThat(read("{\"status\": \"%s\"}".formatted(sent.replace("\n", "\\n"))).status())
        .isEqualTo(read);
  }

  @Test
  void should_take_a_single_text_as_a_list_of_one() {
    assertThat(read("{\"output\": {\"media_url\": \"https://x/a.mp4\"}}").mediaUrls())
        .containsExactly("https://x/a.mp4");
  }

  @Test
  void should_keep_several_links_in_their_order() {
    assertThat(read("{\"output\": {\"media_url\": [\"b\", \"a\", \"c\"]}}").mediaUrls())
        .containsExactly("b", "a", "c");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "null",
        "\"\"",
        "\"  \"",
        "[\"\", \" \"]",
        "[null, 7, {}]",
        "{}",
        "{\"a\": 7}",
        "7"
      })
  void should_find_no_link_when_there_is_none(String mediaUrl) {
    assertThat(read("{\"output\": {\"media_url\": %s}}".formatted(mediaUrl)).mediaUrls()).isEmpty();
  }

  @Test
  void should_leave_unknown_fields_alone() {
    assertThat(read("{\"status\": \"QUEUED\", \"progress\": {\"percent\": [1, 2]}}").status())
        .isEqualTo("QUEUED");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"status\": \"QUEUED\", \"status\": \"COMPLETED\"}",
        "{\"status\": \"QUEUED\"} {}",
        "{\"status\": \"QUEUED\"",
        "[{\"status\": \"QUEUED\"}]",
        "\"QUEUED\"",
        "null",
        "<html>QUEUED</html>",
        "",
        "{\"status\": NaN}"
      })
  void should_believe_nothing_of_an_answer_that_is_not_one_sound_object(String body) {
    assertThat(read(body)).isEqualTo(NOTHING);
  }

  @Test
  void should_believe_nothing_of_an_answer_that_is_nested_very_deeply() {
    String deep = "[".repeat(100_000) + "]".repeat(100_000);

    assertThat(read("{\"status\": \"QUEUED\", \"output\": " + deep + "}")).isEqualTo(NOTHING);
  }

  @ParameterizedTest
  @ValueSource(strings = {"7", "null", "true", "{}", "[\"QUEUED\"]"})
  void should_see_no_status_in_what_is_no_text(String status) {
    assertThat(read("{\"request_id\": \"r\", \"status\": %s}".formatted(status)).status()).isNull();
  }

  private static StatusAnswer read(String body) {
    return StatusAnswer.read(body.getBytes(StandardCharsets.UTF_8));
  }
}
