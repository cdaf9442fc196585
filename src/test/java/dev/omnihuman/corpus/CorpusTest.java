package dev.omnihuman.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The corpus is what its seed makes of it: nobody edits an item or a verdict by hand. */
class CorpusTest {

  private static final long LARGEST = 1 << 20;

  @ParameterizedTest
  @EnumSource(Corpus.class)
  void is_byte_for_byte_what_the_generator_makes(Corpus corpus) throws IOException {
    if (Boolean.getBoolean("corpus.write")) {
      write(corpus);
    }
    Map<String, byte[]> expected = corpus.generated();

    assertThat(files(corpus.folder()))
        .extracting(file -> String.valueOf(file.getFileName()))
        .containsExactlyInAnyOrderElementsOf(expected.keySet());
    for (Path file : files(corpus.folder())) {
      assertThat(Files.readAllBytes(file))
          .as(file.toString())
          .isEqualTo(expected.get(String.valueOf(file.getFileName())));
    }
  }

  @Test
  void stays_small() throws IOException {
    Assumptions.assumeFalse(Boolean.getBoolean("corpus.write"));
    long bytes = 0;
    for (Corpus corpus : Corpus.values()) {
      for (Path file : files(corpus.folder())) {
        bytes += Files.size(file);
      }
    }
    assertThat(bytes).isLessThan(LARGEST);
  }

  private static void write(Corpus corpus) throws IOException {
    Files.createDirectories(corpus.folder());
    for (Path old : files(corpus.folder())) {
      Files.delete(old);
    }
    for (Map.Entry<String, byte[]> file : corpus.generated().entrySet()) {
      Files.write(corpus.folder().resolve(file.getKey()), file.getValue());
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }
}
