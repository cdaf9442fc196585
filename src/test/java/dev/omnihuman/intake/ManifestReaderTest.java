package dev.omnihuman.intake;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.omnihuman.job.GenerateRequest;
import dev.omnihuman.job.Manifest;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestReaderTest {

  private static final String URLS =
      "\"image_url\": \"https://h.example/a.png\", \"audio_url\": \"https://h.example/b.mp3\"";

  private static final String URL_ALLOWED =
      "allowed: an absolute http or https URL with a host, without user name or password, at most"
          + " 2048 bytes";

  private static final String NAME_ALLOWED =
      "allowed: letters, digits, space, \".\", \"_\" and \"-\", 1 to 120 characters (at most 200"
          + " bytes), no \".\" at the start, no space at the start or the end";

  @Nested
  class Good_manifests {

    @Test
    void the_smallest_takes_its_name_from_the_file() {
      assertThat(read("My Clip.JSON", "{" + URLS + "}"))
          .isEqualTo(
              new Reading.Whole(
                  new Manifest(
                      "My Clip.JSON",
                      "My Clip",
                      false,
                      new GenerateRequest(
                          "https://h.example/a.png", "https://h.example/b.mp3", null))));
    }

    @Test
    void every_field_is_taken() {
      Manifest manifest =
          whole(
              read(
                  "x.json",
                  "{" + URLS + ", \"resolution\": \"1080p\", \"name\": \"n\", \"force\": true}"));

      assertThat(manifest.name()).isEqualTo("n");
      assertThat(manifest.force()).isTrue();
      assertThat(manifest.request().resolution()).isEqualTo("1080p");
    }

    @Test
    void force_may_be_false() {
      assertThat(whole(read("x.json", "{" + URLS + ", \"force\": false}")).force()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\uFEFF", "\n\n", " \r\n\t"})
    void a_byte_order_mark_and_blanks_around_are_tolerated(String blank) {
      assertThat(read("x.json", blank + "{" + URLS + "}\n \r\n")).isInstanceOf(Reading.Whole.class);
    }

    @Test
    void a_file_name_that_breaks_the_rule_is_fine_beside_a_name() {
      assertThat(whole(read("(1)#.json", "{" + URLS + ", \"name\": \"ok\"}")).name())
          .isEqualTo("ok");
    }

    @Test
    void exactly_256_KiB_are_read() {
      String manifest = "{" + URLS + "}";
      String padding = " ".repeat(256 * 1024 - manifest.length());

      assertThat(read("x.json", manifest + padding)).isInstanceOf(Reading.Whole.class);
      assertThat(problems(read("x.json", manifest + padding + " ")))
          .containsExactly("line 1: found 262145 bytes, allowed: at most 262144 bytes (256 KiB)");
    }
  }

  @Nested
  class Names {

    @ParameterizedTest
    @ValueSource(
        strings = {
          "a",
          "My Clip",
          "a.b_c-d",
          "a..b",
          "trailing.",
          "-",
          "_",
          "42",
          "Grüße",
          "Gru\u0308\u00dfe",
          "映画",
          "हिन्दी",
          "ΑΒΓ"
        })
    void in_any_language_are_kept_as_they_were_written(String name) {
      assertThat(whole(read("x.json", manifest("name", quoted(name)))).name()).isEqualTo(name);
    }

    static Stream<Arguments> broken() {
      return Stream.of(
          arguments("", "found \"\" (empty)"),
          arguments(".hidden", "found \".hidden\" (it starts with \".\")"),
          arguments(" x", "found \" x\" (it starts with a space)"),
          arguments("x ", "found \"x \" (it ends with a space)"),
          arguments("a/b", "found \"a/b\" (it holds \"/\")"),
          arguments("..\\b", "found \"..\\\\b\" (it holds \"\\\\\", it starts with \".\")"),
          arguments("a\u00a0b", "found \"a\\u00a0b\" (it holds \"\\u00a0\")"),
          arguments("a\u0000b", "found \"a\\u0000b\" (it holds \"\\u0000\")"),
          arguments("x\n", "found \"x\\n\" (it holds \"\\n\")"),
          arguments("a\u202eb", "found \"a\\u202eb\" (it holds \"\\u202e\")"),
          arguments("😀", "found \"😀\" (it holds \"😀\")"),
          arguments("a".repeat(121), "found \"" + "a".repeat(80) + "…\" (121 characters)"),
          arguments("映".repeat(67), "found \"" + "映".repeat(67) + "\" (201 bytes)"));
    }

    @ParameterizedTest
    @MethodSource("broken")
    void that_break_the_rule_are_rejected_not_cleaned(String name, String found) {
      assertThat(problems(bad(read("x.json", manifest("name", quoted(name))))))
          .containsExactly("line 2, \"name\": " + found + ", " + NAME_ALLOWED);
    }

    @Test
    void of_120_characters_and_of_200_bytes_are_the_longest() {
      assertThat(read("x.json", manifest("name", quoted("a".repeat(120)))))
          .isInstanceOf(Reading.Whole.class);
      assertThat(read("x.json", manifest("name", quoted("映".repeat(66) + "aa"))))
          .isInstanceOf(Reading.Whole.class);
    }

    @Test
    void that_the_file_cannot_lend_say_how_to_go_on() {
      assertThat(problems(bad(read("clip (1).json", "\n{" + URLS + "}"))))
          .containsExactly(
              "line 2, \"name\": found no name, and the file's own cannot stand for it: \"clip"
                  + " (1)\" (it holds \"(\"), "
                  + NAME_ALLOWED
                  + "; rename the file or give it a \"name\"");
    }
  }

  @Nested
  class Urls {

    @ParameterizedTest
    @ValueSource(
        strings = {
          "http://h",
          "HTTPS://H.example/",
          "https://h.example:8443/a%20b.png?X-Sig=a%2Fb&c=[1]#t",
          "https://127.0.0.1:65535/",
          "http://[::1]:8080/x",
          "https://my_bucket.s3.example.com/x",
          "https://my_bucket.s3.example.com:443?x",
          "https://h.example/ü.png",
          "https://h.example/@me/x",
          "https://xn--exmple-cua.com./"
        })
    void that_are_absolute_are_taken_as_they_were_written(String url) {
      Manifest manifest = whole(read("x.json", urls(url)));

      assertThat(manifest.request().imageUrl()).isEqualTo(url);
      assertThat(manifest.request().audioUrl()).isEqualTo(url);
    }

    static Stream<Arguments> broken() {
      return Stream.of(
          arguments("", "\"\" (empty)"),
          arguments("face.png", "\"face.png\" (it does not start with http:// or https://)"),
          arguments("//h/x", "\"//h/x\" (it does not start with http:// or https://)"),
          arguments("C:\\pics\\a.png", "\"C:\\\\pics\\\\a.png\" (\"\\\\\" at character 3)"),
          arguments("ftp://h/x", "\"ftp://h/x\" (\"ftp\" instead of http or https)"),
          arguments(
              "file:///etc/passwd", "\"file:///etc/passwd\" (\"file\" instead of http or https)"),
          arguments("https:x", "\"https:x\" (no valid host in it)"),
          arguments("https:///x", "\"https:///x\" (no valid host in it)"),
          arguments("https://", "\"https://\" (not a URL)"),
          arguments("https://exämple.com/", "\"https://exämple.com/\" (no valid host in it)"),
          arguments("https://h:x/", "\"https://h:x/\" (no valid host in it)"),
          arguments("https://h:65536/", "\"https://h:65536/\" (a port above 65535)"),
          arguments("https://a_b.c:65536/", "\"https://a_b.c:65536/\" (a port above 65535)"),
          arguments(
              "https://[fe80::1%25eth0]/", "\"https://[fe80::1%25eth0]/\" (no valid host in it)"),
          arguments("https://h/a b.png", "\"https://h/a b.png\" (a space at character 12)"),
          arguments("https://h/a.png\n", "\"https://h/a.png\\n\" (\"\\n\" at character 16)"),
          arguments(
              "https://h/a\u200b.png", "\"https://h/a\\u200b.png\" (\"\\u200b\" at character 12)"),
          arguments("https://h/\ud800", "\"https://h/\\ud800\" (\"\\ud800\" at character 11)"),
          arguments(
              "https://h/100%.png",
              "\"https://h/100%.png\" (\"%\" without two hex digits at character 14)"));
    }

    @ParameterizedTest
    @MethodSource("broken")
    void that_the_gateway_could_not_fetch_are_rejected(String url, String found) {
      assertThat(problems(bad(read("x.json", urls(url)))))
          .containsExactly(
              "line 1, \"image_url\": found " + found + ", " + URL_ALLOWED,
              "line 2, \"audio_url\": found " + found + ", " + URL_ALLOWED);
    }

    @Test
    void of_2048_bytes_are_the_longest() {
      String longest = "https://h.example/" + "a".repeat(2048 - 18);

      assertThat(read("x.json", urls(longest))).isInstanceOf(Reading.Whole.class);
      assertThat(problems(bad(read("x.json", urls(longest + "a")))))
          .first()
          .asString()
          .contains("aaa…\" (2049 bytes), allowed");
      assertThat(read("x.json", urls("https://h.example/" + "ü".repeat(1016))))
          .isInstanceOf(Reading.Bad.class);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "https://h/a b.png?X-Sig=SECRET",
          "https://h/a.png?X-Sig=SECRET more",
          "https://user:SECRET@h/a.png",
          "https://user:SECRET@a_b.c/a.png?x=1",
          "https://user:p?a@SECRET@h/a.png",
          "https://user:SECRET#@h/a b.png",
          "ftp://h/a.png#SECRET",
          "h/a.png?X-Sig=SECRET",
          "user:SECRET@h/a.png"
        })
    void never_show_what_may_be_a_secret(String url) {
      String everywhere =
          "{\"image_url\": %1$s, \"audio_url\": %1$s, \"name\": %1$s, \"resolution\": %1$s, %1$s: 1}"
              .formatted(quoted(url));

      assertThat(read("x.json", everywhere).toString()).doesNotContain("SECRET");
      assertThat(read("x.json", everywhere.replace(": 1}", ": https://h/?s=SECRET")).toString())
          .doesNotContain("SECRET");
    }

    @Test
    void of_any_length_and_depth_are_read_without_trouble() {
      for (String part :
          List.of("a.", "a_.", "_", "%41", "@", ":", "/", "?", "[", "1.", "é", "-")) {
        for (String front : List.of("", "https://", "https://a_b.", "https://h/")) {
          assertThat(read("x.json", urls(front + part.repeat(20_000 / part.length()))))
              .isInstanceOf(Reading.Bad.class);
        }
      }
    }

    @Test
    void show_scheme_host_port_and_path() {
      assertThat(problems(bad(read("x.json", manifest("name", quoted("https://u:p@h:1/a?s=1#f"))))))
          .first()
          .asString()
          .startsWith("line 2, \"name\": found \"https://h:1/a?…\" (it holds \":\")");
    }
  }

  @Nested
  class Fields_of_the_wrong_kind {

    @ParameterizedTest
    @ValueSource(strings = {"4k", "720", "1080P", "", "480p "})
    void other_resolutions_are_rejected(String resolution) {
      assertThat(problems(bad(read("x.json", manifest("resolution", quoted(resolution))))))
          .containsExactly(
              "line 2, \"resolution\": found \"" + resolution + "\", allowed: 480p, 720p, 1080p");
    }

    static Stream<Arguments> wrong() {
      return Stream.of(
          arguments("null", "null"),
          arguments("720", "the number 720"),
          arguments("-1.5e3", "the number -1.5e3"),
          arguments("9".repeat(2000), "the number " + "9".repeat(80) + "…"),
          arguments("[\"480p\", {\"a\": []}]", "an array"),
          arguments("{\"a\": [1]}", "an object"));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void are_named_with_what_was_found(String value, String found) {
      for (Field field : Field.values()) {
        String text =
            "{\n\"image_url\": \"http://h\",\n\"audio_url\": \"http://h\",\n\"name\": \"n\"\n}"
                .replaceFirst("(?m)^\"" + field.key + "\": [^,\n]*(,?)$", "$1")
                .replaceFirst("\\{", "{\"" + field.key + "\": " + value + ",")
                .replaceAll(",\\s*,", ",")
                .replaceAll(",\\s*}", "}");

        assertThat(problems(bad(read("x.json", text))))
            .containsExactly(
                "line 1, \"" + field.key + "\": found " + found + ", allowed: " + field.allowed);
      }
    }

    @Test
    void a_text_is_no_boolean() {
      assertThat(problems(bad(read("x.json", manifest("force", "\"true\"")))))
          .containsExactly(
              "line 2, \"force\": found \"true\", allowed: true or false, without quotes");
    }

    @Test
    void a_boolean_is_no_text() {
      assertThat(problems(bad(read("x.json", manifest("name", "true")))))
          .containsExactly("line 2, \"name\": found true, " + NAME_ALLOWED);
    }
  }

  @Nested
  class Keys {

    @ParameterizedTest
    @ValueSource(strings = {"resolutoin", "Resolution", "RESOLUTION", "resoluton"})
    void that_are_nearly_right_are_named_with_the_one_that_was_meant(String key) {
      assertThat(problems(bad(read("x.json", manifest(key, "\"480p\"")))))
          .containsExactly(
              "line 2, \""
                  + key
                  + "\": found an unknown field, allowed: image_url, audio_url, resolution, name,"
                  + " force (did you mean \"resolution\"?)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"quality", "", "$schema", "n"})
    void that_are_like_no_other_are_named_with_all(String key) {
      assertThat(problems(bad(read("x.json", manifest(key, "{\"deep\": [1, 2]}")))))
          .containsExactly(
              "line 2, \""
                  + key
                  + "\": found an unknown field, allowed: image_url, audio_url, resolution, name,"
                  + " force");
    }

    @Test
    void are_made_visible_and_cut() {
      assertThat(problems(bad(read("x.json", manifest("\\u001b[31m\\\"" + "k".repeat(99), "1")))))
          .first()
          .asString()
          .startsWith("line 2, \"\\u001b[31m\\\"" + "k".repeat(68) + "…\": found an unknown field");
    }

    @Test
    void that_come_again_are_named_with_both_lines() {
      String text = "{" + URLS + ",\n\"name\": \"a\",\n\n\"name\": \"b\",\n\"name\": \"\\u0000\"}";

      assertThat(problems(bad(read("x.json", text))))
          .containsExactly(
              "line 4, \"name\": found the same field again (first on line 2), allowed: each field"
                  + " once",
              "line 5, \"name\": found the same field again (first on line 2), allowed: each field"
                  + " once",
              "line 5, \"name\": found \"\\u0000\" (it holds \"\\u0000\"), " + NAME_ALLOWED);
    }

    @Test
    void that_come_again_in_other_letters_are_still_the_same() {
      assertThat(problems(bad(read("x.json", "{" + URLS + ", \"\\u0069mage_url\": \"http://h\"}"))))
          .containsExactly(
              "line 1, \"image_url\": found the same field again (first on line 1), allowed: each"
                  + " field once");
    }
  }

  @Test
  void every_problem_is_told_at_once_in_the_order_of_lines() {
    String text =
        """
        {
          "audio_url": "speech.mp3",
          "resolution": "4k",
          "quality": "best",
          "force": "yes",
          "force": 1
        }
        """;

    assertThat(problems(bad(read("#.json", text))))
        .containsExactly(
            "line 1, \"image_url\": found nothing, " + URL_ALLOWED,
            "line 1, \"name\": found no name, and the file's own cannot stand for it: \"#\" (it"
                + " holds \"#\"), "
                + NAME_ALLOWED
                + "; rename the file or give it a \"name\"",
            "line 2, \"audio_url\": found \"speech.mp3\" (it does not start with http:// or"
                + " https://), "
                + URL_ALLOWED,
            "line 3, \"resolution\": found \"4k\", allowed: 480p, 720p, 1080p",
            "line 4, \"quality\": found an unknown field, allowed: image_url, audio_url,"
                + " resolution, name, force",
            "line 5, \"force\": found \"yes\", allowed: true or false, without quotes",
            "line 6, \"force\": found the same field again (first on line 5), allowed: each field"
                + " once",
            "line 6, \"force\": found the number 1, allowed: true or false, without quotes");
  }

  @Nested
  class Texts_that_are_not_one_whole_object {

    @Test
    void are_every_beginning_of_a_manifest() {
      byte[] bytes = ("{" + URLS + ",\n\"name\": \"Grüße\", \"force\": true}").getBytes(UTF_8);

      for (int length = 0; length < bytes.length; length++) {
        byte[] half = Arrays.copyOf(bytes, length);
        assertThat(ManifestReader.read("x.json", half))
            .as("%d bytes", length)
            .isInstanceOf(Reading.Incomplete.class);
        // Some copying tools reserve the space first.
        assertThat(ManifestReader.read("x.json", Arrays.copyOf(half, bytes.length + 9)))
            .as("%d bytes, padded", length)
            .isInstanceOf(Reading.Incomplete.class);
      }
    }

    static Stream<Arguments> texts() {
      return Stream.of(
          arguments("", "line 1: found an empty file, allowed: one JSON object"),
          arguments("\uFEFF\n\n", "line 1: found an empty file, allowed: one JSON object"),
          arguments("\n[{}]", "line 2: found an array, allowed: one JSON object"),
          arguments("null", "line 1: found null, allowed: one JSON object"),
          arguments("\"{}\"", "line 1: found \"{}\", allowed: one JSON object"),
          arguments(
              "{\n\n\"name\": \"a\",",
              "line 3: found the end of the text inside an object, allowed: one whole JSON object"),
          arguments(
              "{\n\"x",
              "line 2: found the end of the text inside quotes, allowed: one whole JSON object"),
          arguments(
              "{\"name\": tru",
              "line 1: found \"tru\" where it cannot be, allowed: JSON, its texts in double quotes"),
          arguments(
              "{\"name\": \"a\",\n}",
              "line 2: found a comma before \"}\", allowed: no comma after the last one"),
          arguments(
              "{\"name\": \"a\"\n\"force\": true}",
              "line 2: found a quote where none can be, allowed: a comma between fields, a colon"
                  + " after a name"),
          arguments(
              "{\"force\": NaN}",
              "line 1: found \"NaN\" where it cannot be, allowed: JSON, its texts in double quotes"),
          arguments(
              "{\"force\": -Infinity}",
              "line 1: found \"Infinity\" where it cannot be, allowed: JSON, its texts in double"
                  + " quotes"),
          arguments(
              "{name: \"a\"}",
              "line 1: found \"name\" where it cannot be, allowed: JSON, its texts in double"
                  + " quotes"),
          arguments(
              "{\n// mine\n}",
              "line 2: found a comment or a text without quotes, allowed: JSON, which has no"
                  + " comments"),
          arguments(
              "{“name”: \"a\"}", "line 1: found the quote “, allowed: straight double quotes (\")"),
          arguments(
              "{'name': 'a'}", "line 1: found the quote ', allowed: straight double quotes (\")"),
          arguments(
              "{\"image_url\": \"C:\\pics\\a.png\"}",
              "line 1: found \"\\\\p\", allowed: \\\\ for a backslash in quotes"),
          arguments(
              "{\"image_url\": \"https://h/?s=\"abcdefghijklmnop\"}",
              "line 1: found \"abcdefghijkl\" where it cannot be, allowed: JSON, its texts in double"
                  + " quotes"),
          arguments("{\"force\": +1}", "line 1: found \"+\" where it cannot be, allowed: JSON"),
          arguments("{\"force\": ]", "line 1: found \"]\" where it cannot be, allowed: JSON"),
          arguments("\u0000\u0000", "line 1: found \"\\u0000\" where it cannot be, allowed: JSON"));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void say_where_they_break(String text, String message) {
      assertThat(problems(incomplete(read("x.json", text)))).last().isEqualTo(message);
    }

    @Test
    void break_where_a_line_ends_inside_quotes() {
      assertThat(problems(incomplete(read("x.json", "{\"name\": \"a\n\"}"))))
          .containsExactly(
              "line 1: found a line break inside quotes, allowed: a closing quote on the same line");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n{}", "\n}", "\nx", "\n,", "\n\u0000\u0000", "\n1", "\n\"a\"\n"})
    void may_go_on_behind_the_object(String more) {
      assertThat(problems(incomplete(read("x.json", "{" + URLS + "}" + more))))
          .containsExactly("line 2: found more text after the object, allowed: one JSON object");
    }

    @Test
    void tell_of_the_fields_that_have_arrived_too() {
      assertThat(problems(incomplete(read("x.json", "{\"resolution\": \"4k\",\n\"name\":"))))
          .containsExactly(
              "line 1, \"resolution\": found \"4k\", allowed: 480p, 720p, 1080p",
              "line 2: found the end of the text inside an object, allowed: one whole JSON object");
    }

    @Test
    void may_be_nested_too_deep() {
      String deepest = "[".repeat(31) + "]".repeat(31);

      assertThat(read("x.json", manifest("x", deepest))).isInstanceOf(Reading.Bad.class);
      assertThat(problems(incomplete(read("x.json", manifest("x", "[" + deepest + "]")))))
          .containsExactly(
              "line 2: found more than 32 levels of objects and arrays, allowed: at most 32");
    }

    @Test
    void may_be_UTF_16() {
      String expected =
          "line 1: found text that looks like UTF-16, allowed: UTF-8 (editors offer it as"
              + " \"Encoding\" in their \"Save as\")";

      assertThat(problems(incomplete(readBytes("{}".getBytes(UTF_16))))).containsExactly(expected);
      assertThat(problems(incomplete(readBytes("{}".getBytes(UTF_16LE)))))
          .containsExactly(expected);
    }

    @Test
    void may_hold_bytes_that_are_not_UTF_8() {
      byte[] latin = "{\r\n\"name\":\n\"Gr????e\"}".getBytes(UTF_8);
      latin[15] = (byte) 0xFC;

      assertThat(problems(incomplete(readBytes(latin))))
          .containsExactly("line 3: found bytes that are not UTF-8, allowed: UTF-8");
      assertThat(problems(incomplete(readBytes(new byte[] {'{', '"', (byte) 0xC3}))))
          .containsExactly("line 1: found bytes that are not UTF-8, allowed: UTF-8");
      // A zero in two bytes, and half of a surrogate pair: older programs write both.
      assertThat(readBytes(new byte[] {'{', '"', (byte) 0xC0, (byte) 0x80}))
          .isInstanceOf(Reading.Incomplete.class);
      assertThat(readBytes(new byte[] {'{', '"', (byte) 0xED, (byte) 0xA0, (byte) 0x80}))
          .isInstanceOf(Reading.Incomplete.class);
    }
  }

  private static String quoted(String text) {
    StringBuilder json = new StringBuilder("\"");
    text.chars().forEach(unit -> json.append(String.format("\\u%04x", unit)));
    return json.append('"').toString();
  }

  private static String manifest(String key, String value) {
    return "{" + URLS + ",\n\"" + key + "\":" + value + "}";
  }

  private static String urls(String url) {
    return "{\"image_url\": " + quoted(url) + ",\n\"audio_url\": " + quoted(url) + "}";
  }

  private static Reading read(String fileName, String text) {
    return ManifestReader.read(fileName, text.getBytes(UTF_8));
  }

  private static Reading readBytes(byte[] bytes) {
    return ManifestReader.read("x.json", bytes);
  }

  private static Manifest whole(Reading reading) {
    assertThat(reading).isInstanceOf(Reading.Whole.class);
    return ((Reading.Whole) reading).manifest();
  }

  private static Reading bad(Reading reading) {
    assertThat(reading).isInstanceOf(Reading.Bad.class);
    return reading;
  }

  private static Reading incomplete(Reading reading) {
    assertThat(reading).isInstanceOf(Reading.Incomplete.class);
    return reading;
  }

  private static List<String> problems(Reading reading) {
    List<Problem> problems =
        reading instanceof Reading.Bad bad
            ? bad.problems()
            : ((Reading.Incomplete) reading).problems();
    return problems.stream().map(Problem::message).toList();
  }
}
