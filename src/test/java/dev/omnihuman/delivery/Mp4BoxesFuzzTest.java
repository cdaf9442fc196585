package dev.omnihuman.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.omnihuman.corpus.Corpus;
import dev.omnihuman.corpus.Item;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a file holds, the walk through it ends, stays inside it, and takes no cut one. */
class Mp4BoxesFuzzTest {

  static Stream<byte[]> corpus() {
    return Corpus.MP4S.items().stream().map(Item::bytes);
  }

  @MethodSource("corpus")
  @FuzzTest
  void ends_stays_inside_and_takes_nothing_cut(byte[] file) throws IOException {
    ReadOnlyBytes channel = new ReadOnlyBytes(file);

    String objection = Mp4Boxes.objection(channel);

    // A box has 8 bytes or more; its header is read once, and once more to see the end.
    assertThat(channel.reads()).isLessThanOrEqualTo(2L * (file.length / 8 + 2));
    BigDecimal seconds = PlayingTime.seconds(new ReadOnlyBytes(file));
    assertThat(seconds == null || seconds.signum() >= 0).isTrue();
    if (objection != null) {
      assertThat(objection).matches("[ -~]{1,120}");
      return;
    }
    String text = new String(file, StandardCharsets.ISO_8859_1);
    assertThat(text.substring(4, 8)).isEqualTo("ftyp");
    assertThat(text).contains("moov", "mdat");
    // Only a last box that goes "to the end of the file" hides a cut, and it would hide more too.
    if (Mp4Boxes.objection(new ReadOnlyBytes(Arrays.copyOf(file, file.length - 1))) == null) {
      byte[] longer = Arrays.copyOf(file, file.length + 8);
      assertThat(Mp4Boxes.objection(new ReadOnlyBytes(longer))).isNull();
    }
  }
}
