package dev.omnihuman.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.omnihuman.corpus.Corpus;
import dev.omnihuman.corpus.Item;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every video of the corpus is taken, or objected to in the very words of its verdict. */
class Mp4CorpusTest {

  @TempDir private Path folder;

  static List<Item> videos() {
    return Corpus.MP4S.items();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("videos")
  void a_video_is_judged_as_its_verdict_says(Item item) throws IOException {
    Path file = Files.write(folder.resolve("video"), item.bytes());

    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      assertThat(Mp4Boxes.objection(channel)).isEqualTo(item.text("objection"));
    }
  }
}
