package dev.omnihuman.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PlayingTimeTest {

  @Test
  void should_tell_how_long_a_real_video_plays() throws IOException {
    assertThat(seconds(Videos.sample())).isEqualByComparingTo("2.4");
  }

  @Test
  void should_read_the_narrow_and_the_wide_header() throws IOException {
    assertThat(seconds(movie(narrow(600, 3_601)))).isEqualTo(new BigDecimal("6.002"));
    assertThat(seconds(movie(wide(90_000, 90_000L * 7_200)))).isEqualByComparingTo("7200");
  }

  @Test
  void should_read_the_length_of_a_movie_in_fragments() throws IOException {
    byte[] extends8 = box("mvex", box("mehd", bytes(12).putInt(1 << 24).putLong(5_000)));
    byte[] extends4 = box("mvex", box("mehd", bytes(8).putInt(0).putInt(2_500)));
    assertThat(seconds(movie(narrow(1_000, 0), extends8))).isEqualByComparingTo("5");
    assertThat(seconds(movie(narrow(1_000, 0), extends4))).isEqualByComparingTo("2.5");
  }

  @Test
  void should_tell_nothing_where_the_file_does_not() throws IOException {
    assertThat(seconds(Videos.tiny("x"))).isNull();
    assertThat(seconds(movie(narrow(1_000, 0)))).isNull();
    assertThat(seconds(movie(narrow(0, 1_000)))).isNull();
    assertThat(seconds(movie(narrow(1_000, -1)))).as("all ones").isNull();
    assertThat(seconds(movie(wide(1_000, -1)))).as("all ones").isNull();
    assertThat(seconds(movie(narrow(1, 86_401)))).as("longer than a day").isNull();
  }

  @Test
  void should_end_and_stay_inside_whatever_is_cut_off() throws IOException {
    byte[] movie = movie(wide(1_000, 2_000));
    for (int length = 0; length < movie.length; length++) {
      BigDecimal seconds = seconds(Arrays.copyOf(movie, length));
      assertThat(seconds == null || seconds.compareTo(new BigDecimal(2)) == 0).isTrue();
    }
  }

  private static BigDecimal seconds(byte[] file) throws IOException {
    return PlayingTime.seconds(new ReadOnlyBytes(file));
  }

  private static byte[] movie(byte[]... inside) {
    return Videos.join(
        Videos.box("ftyp", "isom"), box("moov", Videos.join(inside)), Videos.box("mdat", "x"));
  }

  private static byte[] narrow(int timescale, int duration) {
    return box("mvhd", bytes(100).position(12).putInt(timescale).putInt(duration));
  }

  private static byte[] wide(int timescale, long duration) {
    ByteBuffer header = bytes(112).putInt(1 << 24);
    return box("mvhd", header.position(20).putInt(timescale).putLong(duration));
  }

  private static ByteBuffer bytes(int count) {
    return ByteBuffer.allocate(count);
  }

  private static byte[] box(String type, ByteBuffer content) {
    return box(type, content.array());
  }

  private static byte[] box(String type, byte[] content) {
    return ByteBuffer.allocate(8 + content.length)
        .putInt(8 + content.length)
        .put(type.getBytes(StandardCharsets.US_ASCII))
        .put(content)
        .array();
  }
}
