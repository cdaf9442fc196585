package dev.omnihuman.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a video is called, from what is set and what its job is. */
class OutputTemplateTest {

  private static final Instant LATE = Instant.parse("2026-05-22T23:59:59.999Z");
  private static final String ID = "01jvw4yqk3m8t2c9x7n5r6p0ab";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{name}                 | Clip 1",
        "{date}_{name}          | 2026-05-22_Clip 1",
        "{manifest}-{resolution}| x-2-720p",
        "{name} {name}          | Clip 1 Clip 1",
        "{job}                  | 01jvw4yqk3m8t2c9x7n5r6p0ab",
        "film.{date}            | film.2026-05-22",
        "смотри {name}          | смотри Clip 1",
      })
  void should_fill_in_what_the_job_is(String text, String stem) {
    assertThat(OutputTemplate.of(text).stem(manifest("Clip 1", "720p"), ID, LATE)).isEqualTo(stem);
  }

  @Test
  void should_say_default_where_the_manifest_names_no_resolution() {
    assertThat(OutputTemplate.of("{name}-{resolution}").stem(manifest("a", null), ID, LATE))
        .isEqualTo("a-default");
  }

  @Test
  void should_take_no_value_for_a_placeholder() {
    OutputTemplate template = OutputTemplate.of("{name}{manifest}");
    Manifest odd =
        new Manifest("sub/{date}$1.JSON", "{job}\\1", false, manifest("a", null).request());

    assertThat(template.stem(odd, ID, LATE)).isEqualTo("{job}\\1{date}$1");
  }

  @Test
  void should_know_how_long_a_name_will_be_before_there_is_a_job() {
    OutputTemplate template = OutputTemplate.of("{job} {date} {name}");
    Manifest manifest = manifest("Clip 1", null);

    assertThat(template.sample(manifest)).hasSameSizeAs(template.stem(manifest, ID, LATE));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "clip               | would be called the same",
        "''                 | would be called the same",
        "{nmae}             | a brace is left",
        "{Name}             | a brace is left",
        "{name              | a brace is left",
        "name}-{name}       | a brace is left",
        "{{name}}           | a brace is left",
        "{}{name}           | a brace is left",
        "{date}/{name}      | it holds \"/\"",
        "..\\{name}         | it holds \"\\\"",
        "{name}:{job}       | it holds \":\"",
        ".{name}            | it starts with",
        "'  {name}'         | it starts with",
        "'{name} '          | ends with a space",
      })
  void should_refuse_what_no_video_can_be_called(String text, String why) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> OutputTemplate.of(text))
        .withMessageContainingAll("{name}, {manifest}, {date}, {job}, {resolution}", why);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "я"})
  void should_leave_room_for_a_name(String letter) {
    // 120 characters, and 200 bytes where each has two.
    int most = letter.equals("x") ? 119 : 99;

    assertThat(OutputTemplate.of(letter.repeat(most) + "{name}")).isNotNull();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> OutputTemplate.of(letter.repeat(most + 1) + "{name}"))
        .withMessageContaining("too long");
  }

  private static Manifest manifest(String name, String resolution) {
    return new Manifest(
        "sub/x-2.json",
        name,
        false,
        new GenerateRequest("https://x/face.png", "https://x/a.mp3", resolution));
  }
}
