package dev.omnihuman.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** A name that is taken is the name of one file, in the folder where it belongs. */
class OutputNameFuzzTest {

  private static final Path OUTBOX = Path.of("outbox");

  static Stream<byte[]> seeds() {
    return Stream.of(
            "clip",
            "My Clip-1_2.take",
            "Gr\u00fc\u00dfe",
            "e\u0301",
            "\u0995\u09bf",
            "..",
            ".hidden",
            "a/b",
            "a\\b",
            "a:b",
            "a\u0000b",
            "a\nb",
            " a",
            "a ",
            "a\u00a0",
            "a\u202eb",
            "\ufeffa",
            "{{env:PIXAZO_API_KEY}}",
            "${env:HOME}",
            "x".repeat(121),
            "\u00fc".repeat(101),
            "\ud83d\ude00",
            "\u2160\u00b2\u0661",
            "")
        .map(text -> text.getBytes(StandardCharsets.UTF_8));
  }

  @MethodSource("seeds")
  @FuzzTest
  void is_the_name_of_one_file_in_its_folder(byte[] input) {
    String name = new String(input, StandardCharsets.UTF_8);

    Optional<String> fault = OutputName.fault(name);

    if (fault.isPresent()) {
      assertThat(fault.get()).hasSizeLessThan(400).doesNotContainPattern("[\\p{Cc}\\p{Cf}]");
      return;
    }
    assertThat(name)
        .isNotBlank()
        .doesNotStartWith(".")
        .doesNotContainPattern("[\\p{C}/\\\\:*?\"<>|]");
    assertThat(name).doesNotContain("{", "}", "$", "\u2028", "\u00a0").isEqualTo(name.strip());
    assertThat(name.getBytes(StandardCharsets.UTF_8).length).isBetween(1, OutputName.MAX_BYTES);
    assertThat(name.codePointCount(0, name.length())).isBetween(1, OutputName.MAX_CHARACTERS);
    Path file = OUTBOX.resolve(name + ".mp4");
    assertThat(file.normalize()).isEqualTo(file);
    assertThat(file.getParent()).isEqualTo(OUTBOX);
  }
}
