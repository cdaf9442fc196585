package dev.omnihuman.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A note that a crash has spoilt is no note, or one that says the same when it is written again.
 */
class PartNoteFuzzTest {

  private static Path part;

  @BeforeAll
  static void choose_a_part(@TempDir Path folder) {
    part = folder.resolve("clip.part");
  }

  static Stream<byte[]> seeds() {
    String note =
        """
        {"link":"ab12","etag":"\\"abc\\"","length":1000,"flushed":100,"boot":"1-2-3"}""";
    return Stream.of(
            note,
            note.substring(0, note.length() / 2),
            note.replace("1000", "-1"),
            note.replace("1000", "99999999999999999999999"),
            note.replace("1000", "\"1000\""),
            note.replace("1000", "1e3"),
            note.replace("abc", ""),
            note.replace("abc", "a\\r\\nHost: evil.example.com"),
            note.replace("\"\\\"abc", "\"W/\\\"abc"),
            note.replace("\"ab12\"", "{\"a\": []}"),
            "",
            "null",
            "[]",
            "[".repeat(3000))
        .map(text -> text.getBytes(StandardCharsets.UTF_8));
  }

  @MethodSource("seeds")
  @FuzzTest
  void is_none_or_says_the_same_again(byte[] input) throws IOException {
    Files.write(PartNote.beside(part), input);

    PartNote note = PartNote.read(part);

    if (note == null) {
      return;
    }
    // It goes into a header.
    assertThat(note.etag()).matches("\"[\\x21\\x23-\\x7e\\x80-\\xff]+\"");
    if (note.length() >= 0) {
      assertThat(note.vouchesFor(note.length() + 1)).isFalse();
    }
    assertThat(note.withFlushed(7).vouchesFor(7))
        .isEqualTo(note.length() < 0 || note.length() >= 7);
    note.write(part, false);
    assertThat(PartNote.read(part)).isEqualTo(note);
  }
}
