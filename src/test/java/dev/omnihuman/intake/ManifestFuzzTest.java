package dev.omnihuman.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever lies in the inbox, reading it ends in an answer. */
class ManifestFuzzTest {

  private static final int ITERATIONS = 20_000;
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final List<String> SEEDS =
      List.of(
          """
          {"image_url": "https://h.example/a.png?s=1", "audio_url": "http://h/b.mp3"}
          """,
          """
          {
            "image_url": "https://h.example/Gr\\u00fc\u00dfe.png",
            "audio_url": "https://[::1]:8080/b.mp3",
            "resolution": "720p", "name": "My Clip", "force": true
          }
          """,
          """
          {"name": null, "x": [[{"y": -1.5e+3}], "\\ud83d\\ude00"], "name": "\ud83d\ude00"}
          """);

  private static final List<String> PIECES =
      List.of(
          "{",
          "}",
          "[",
          "]",
          ",",
          ":",
          "\"",
          "\\",
          "\\u",
          "/*",
          "NaN",
          "null",
          "@",
          "%",
          "://",
          "#",
          "?",
          "\n",
          "\r",
          "\u0000",
          "\uFEFF",
          "\u202e",
          "999999999999",
          "_",
          "[".repeat(40));

  @Test
  void random_bytes_are_never_a_manifest_and_never_an_exception() {
    Random random = new Random(1);
    for (int i = 0; i < ITERATIONS; i++) {
      byte[] bytes = new byte[random.nextInt(200)];
      random.nextBytes(bytes);
      if (bytes.length > 0 && random.nextBoolean()) {
        bytes[0] = '{';
      }
      assertThat(ManifestReader.read("x.json", bytes)).isInstanceOf(Reading.Incomplete.class);
    }
  }

  @Test
  void spoilt_manifests_are_read_as_what_they_have_become() throws IOException {
    Random random = new Random(2);
    for (int i = 0; i < ITERATIONS; i++) {
      byte[] bytes = SEEDS.get(random.nextInt(SEEDS.size())).getBytes(UTF_8);
      for (int edits = 1 + random.nextInt(4); edits > 0; edits--) {
        bytes = edited(bytes, random);
      }
      check(bytes);
    }
  }

  private static byte[] edited(byte[] bytes, Random random) {
    int from = random.nextInt(bytes.length + 1);
    int to = Math.min(bytes.length, from + random.nextInt(4));
    byte[] piece = PIECES.get(random.nextInt(PIECES.size())).getBytes(UTF_8);
    if (random.nextInt(4) == 0) {
      piece = new byte[] {(byte) random.nextInt(256)};
    } else if (random.nextInt(3) == 0) {
      piece = new byte[0];
    }
    byte[] result = new byte[from + piece.length + bytes.length - to];
    System.arraycopy(bytes, 0, result, 0, from);
    System.arraycopy(piece, 0, result, from, piece.length);
    System.arraycopy(bytes, to, result, from + piece.length, bytes.length - to);
    return result;
  }

  private static void check(byte[] bytes) throws IOException {
    Reading reading = ManifestReader.read("x.json", bytes);
    if (reading instanceof Reading.Whole whole) {
      JsonNode node = JSON.readTree(bytes);
      assertThat(whole.manifest().request().imageUrl()).isEqualTo(node.get("image_url").asText());
      assertThat(whole.manifest().contentHash()).isNotEmpty();
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
}
