package dev.omnihuman.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an error answer of the provider's says to people. */
class ProviderJsonTest {

  @Test
  void should_join_error_and_message_of_a_queue_system_error() {
    assertThat(
            words(
                """
                {
                  "error": "Insufficient Balance",
                  "message": "Your wallet does not have enough balance."
                }
                """))
        .isEqualTo("Insufficient Balance: Your wallet does not have enough balance.");
  }

  @Test
  void should_take_the_error_of_a_status_answer() {
    assertThat(
            words(
                """
                {"request_id": "x", "status": "ERROR", "error": "Description of the error",
                 "output": null}
                """))
        .isEqualTo("Description of the error");
  }

  @Test
  void should_take_the_message_when_there_is_no_error() {
    assertThat(words("{\"statusCode\": 401, \"message\": \"Access denied\"}"))
        .isEqualTo("Access denied");
  }

  @Test
  void should_show_the_beginning_of_what_is_no_json() {
    assertThat(words("<html>\r\n  <title>502 Bad Gateway</title>\r\n</html>"))
        .isEqualTo("<html> <title>502 Bad Gateway</title> </html>");
  }

  @Test
  void should_show_json_that_has_neither_field_as_it_is() {
    assertThat(words("{\"error\": {\"code\": 7}}")).isEqualTo("{\"error\": {\"code\": 7}}");
  }

  @Test
  void should_read_no_name_that_is_no_utf_8_as_one_that_was_read_before() {
    byte[] sound = "{\"request_id\": \"abc\"}".getBytes(StandardCharsets.ISO_8859_1);
    byte[] spoilt = "{\"request_\u00ff\u00ffid\": \"abc\"}".getBytes(StandardCharsets.ISO_8859_1);

    assertThat(ProviderJson.text(ProviderJson.object(sound), "request_id")).isEqualTo("abc");
    assertThat(ProviderJson.text(ProviderJson.object(spoilt), "request_id")).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\r\n\t", "{\"error\": \"\"}", "{\"message\": \" \\n\"}"})
  void should_say_that_there_is_no_text_when_there_is_none(String body) {
    assertThat(words(body)).isEqualTo("(no text)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\n",
        "\r\n",
        "\t",
        "\0",
        "\u001b",
        "\u007f", // control characters
        "\u0085",
        "\u009b", // those above ASCII: next line, and the start of terminal commands
        "\u2028",
        "\u2029", // line and paragraph separators
        "\u202e",
        "\u2066",
        "\u200f", // direction
        "\ufeff",
        "\u200b",
        "\ue000" // invisible, private
      })
  void should_make_one_line_of_plain_characters(String strange) {
    assertThat(ProviderJson.printable("bad" + strange + "audio")).isEqualTo("bad audio");
  }

  @Test
  void should_not_read_control_characters_that_are_escaped_in_json() {
    assertThat(words("{\"error\": \"bad\\u001b[2Jaudio\\u202e\"}")).isEqualTo("bad [2Jaudio");
  }

  @Test
  void should_leave_letters_of_any_script_as_they_are() {
    assertThat(words("{\"error\": \"größe 音声 😀\"}")).isEqualTo("größe 音声 😀");
  }

  @Test
  void should_cut_very_long_words() {
    assertThat(words("{\"error\": \"" + "x".repeat(100_000) + "\"}"))
        .isEqualTo("x".repeat(500) + "…");
    assertThat(words("x".repeat(100_000))).isEqualTo("x".repeat(500) + "…");
  }

  @Test
  void should_not_cut_a_character_in_halves() {
    String cut = ProviderJson.printable("x".repeat(499) + "😀".repeat(10));

    assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(cut)).isTrue();
    assertThat(cut).startsWith("x".repeat(499)).endsWith("…");
  }

  @Test
  void should_survive_bytes_that_are_no_utf8() {
    assertThat(ProviderJson.words(new byte[] {'a', (byte) 0xff, (byte) 0xfe, 'b'}))
        .startsWith("a")
        .endsWith("b");
  }

  private static String words(String body) {
    return ProviderJson.words(body.getBytes(StandardCharsets.UTF_8));
  }
}
