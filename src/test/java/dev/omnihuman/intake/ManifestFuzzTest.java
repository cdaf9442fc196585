package dev.omnihuman.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.omnihuman.job.Manifest;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever lies in the inbox, reading it ends in an answer, and a manifest is what it says. */
class ManifestFuzzTest {

  private static final JsonMapper JSON = new JsonMapper();

  static Stream<byte[]> seeds() {
    String urls =
        "\"image_url\": \"https://h.example/a.png?s=1\", \"audio_url\": \"http://h/b.mp3\"";
    return Stream.of(
            "{" + urls + "}",
            """
            {
              "image_url": "https://h.example/Gr\\u00fc\\u00dfe.png",
              "audio_url": "https://[::1]:8080/b.mp3",
              "resolution": "720p", "name": "My Clip", "force": true
            }
            """,
            """
            {"name": null, "x": [[{"y": -1.5e+3}], "\\ud83d\\ude00"], "name": "\ud83d\ude00"}
            """,
            "\ufeff{" + urls + ", \"force\": \"true\"}",
            "{" + urls + ", \"resolution\": NaN}",
            "{" + urls + ", \"name\": 'x'}",
            "{" + urls + ", \"name\": \"..\"} // done",
            "{" + urls + ", \"name\": \"{{env:PIXAZO_API_KEY}}\"}",
            "{\"image_url\": \"file:///etc/passwd\", \"audio_url\": \"https://u:p@h.example/\"}",
            "{\"imageurl\": \"https://h_1.example/%zz\", \"audio_url\": \"http://h:99999/\"",
            "{" + urls + ", \"x\": " + "[".repeat(40),
            "<html></html>",
            "\u0000{\u0000}")
        .map(text -> text.getBytes(StandardCharsets.UTF_8));
  }

  @MethodSource("seeds")
  @DictionaryEntries({
    "\"image_url\"",
    "\"audio_url\"",
    "\"resolution\"",
    "\"name\"",
    "\"force\"",
    "https://",
    "\\u",
    "/*",
    "NaN",
    "null",
    "999999999999",
    "[[[[[[[[[[[[[[[["
  })
  @FuzzTest
  void is_read_as_what_it_says_or_told_what_is_wrong(byte[] bytes) throws IOException {
    Reading reading = ManifestReader.read("x.json", bytes);

    if (reading instanceof Reading.Whole whole) {
      assertSays(JSON.readTree(Encoding.text(bytes)), whole.manifest());
      return;
    }
    List<Problem> problems =
        reading instanceof Reading.Bad bad
            ? bad.problems()
            : ((Reading.Incomplete) reading).problems();
    assertThat(problems).isNotEmpty();
    for (Problem problem : problems) {
      assertThat(problem.line()).isPositive();
      assertThat(problem.message()).hasSizeLessThan(700).doesNotContainPattern("[\\p{Cc}\\p{Cf}]");
    }
  }

  private static void assertSays(JsonNode json, Manifest manifest) {
    assertThat(manifest.request().imageUrl()).isEqualTo(json.path("image_url").textValue());
    assertThat(manifest.request().audioUrl()).isEqualTo(json.path("audio_url").textValue());
    assertThat(manifest.request().resolution()).isEqualTo(json.path("resolution").textValue());
    assertThat(manifest.force()).isEqualTo(json.path("force").asBoolean());
    assertThat(OutputName.fault(manifest.name())).isEmpty();
    assertThat(manifest.contentHash()).hasSize(64);
    for (String url : List.of(manifest.request().imageUrl(), manifest.request().audioUrl())) {
      assertThat(URI.create(url).getScheme()).matches("(?i)https?");
      assertThat(URI.create(url).getRawUserInfo()).isNull();
      assertThat(url).doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Z}]");
    }
  }
}
