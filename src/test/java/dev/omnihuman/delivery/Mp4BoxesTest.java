package dev.omnihuman.delivery;

import static dev.omnihuman.delivery.Videos.box;
import static dev.omnihuman.delivery.Videos.claiming;
import static dev.omnihuman.delivery.Videos.join;
import static dev.omnihuman.delivery.Videos.large;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A body without a length can end early in silence; the boxes of a video tell. */
@Timeout(60)
class Mp4BoxesTest {

  private static final byte[] FTYP = box("ftyp", "isom0000");
  private static final byte[] MOOV = box("moov", "trak");
  private static final byte[] MDAT = box("mdat", "pictures");

  @TempDir private Path folder;

  static Stream<Arguments> wholeFiles() throws IOException {
    return Stream.of(
        arguments("a real video", Videos.sample()),
        arguments("moov in front", join(FTYP, MOOV, MDAT)),
        arguments("moov at the end", join(FTYP, MDAT, MOOV)),
        arguments("other boxes", join(FTYP, box("free", ""), MOOV, box("uuid", "x"), MDAT)),
        arguments("odd type", join(FTYP, MOOV, MDAT, box("\u00a9xyz", "x"))),
        arguments("several mdat", join(FTYP, MOOV, MDAT, MDAT)),
        arguments("size in 64 bits", join(FTYP, MOOV, large(16 + 4, "mdat", "1234"))),
        arguments("empty in 64 bits", join(FTYP, MOOV, large(16, "mdat", ""))),
        arguments("size 0: to the end", join(FTYP, MOOV, claiming(0, "mdat", "pictures"))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wholeFiles")
  void should_pass(String what, byte[] file) throws IOException {
    assertThat(objection(file)).as(what).isNull();
  }

  static Stream<Arguments> brokenFiles() {
    byte[] noise = new byte[10_000];
    new Random(7).nextBytes(noise);
    return Stream.of(
        arguments("nothing", new byte[0], "no ftyp"),
        arguments("7 bytes", new byte[7], "header"),
        arguments("zeros", new byte[4096], "ftyp"),
        arguments("noise", noise, "ftyp"),
        arguments("HTML", ascii("<!DOCTYPE html><html><body>Gone</body></html>"), "ftyp"),
        arguments("JSON", ascii("{\"error\":\"expired\",\"message\":\"sorry\"}"), "ftyp"),
        arguments("no ftyp", join(MOOV, MDAT), "ftyp"),
        arguments("ftyp not first", join(box("free", ""), FTYP, MOOV, MDAT), "ftyp"),
        arguments("no moov", join(FTYP, MDAT), "moov"),
        arguments("no mdat", join(FTYP, MOOV), "mdat"),
        arguments("moov only within mdat", join(FTYP, box("mdat", "....moov")), "moov"),
        arguments("HTML behind", join(FTYP, MOOV, MDAT, ascii("<html></html>")), "claims"),
        arguments("7 bytes behind", join(FTYP, MOOV, MDAT, new byte[7]), "header"),
        arguments("size 2", join(FTYP, MOOV, claiming(2, "mdat", "x")), "claims"),
        arguments("size 7", join(FTYP, MOOV, claiming(7, "mdat", "x")), "claims"),
        arguments("one too many", join(FTYP, MOOV, claiming(10, "mdat", "x")), "claims"),
        arguments("4 GiB", join(FTYP, MOOV, claiming(-1, "mdat", "x")), "claims"),
        arguments("2 GiB", join(FTYP, MOOV, claiming(Integer.MIN_VALUE, "mdat", "x")), "claims"),
        arguments("8 EiB", join(FTYP, MOOV, large(Long.MAX_VALUE, "mdat", "x")), "claims"),
        arguments("beyond", join(FTYP, MOOV, large(Long.MAX_VALUE - 40, "mdat", "x")), "claims"),
        arguments("negative", join(FTYP, MOOV, large(-16, "mdat", "x")), "claims"),
        arguments("64 bits for 0", join(FTYP, MOOV, large(0, "mdat", "x")), "claims"),
        arguments("64 bits for 15", join(FTYP, MOOV, large(15, "mdat", "x")), "claims"),
        arguments("cut 64-bit header", join(FTYP, MOOV, claiming(1, "mdat", "1234")), "header"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("brokenFiles")
  void should_object_to(String what, byte[] file, String because) throws IOException {
    assertThat(objection(file)).as(what).contains(because);
  }

  @Test
  void should_object_to_a_video_that_is_cut_anywhere() throws IOException {
    byte[] video = Videos.sample();
    Stream<Integer> nearTheEdges =
        IntStream.range(0, 48).boxed().flatMap(n -> Stream.of(n, video.length - 1 - n));
    Stream<Integer> between =
        IntStream.range(1, 200).mapToObj(n -> (int) ((long) video.length * n / 200));

    Stream.concat(nearTheEdges, between)
        .forEach(
            length ->
                assertThat(quietObjection(Arrays.copyOf(video, length)))
                    .as("cut after %d of %d bytes", length, video.length)
                    .isNotNull());
  }

  @Test
  void should_come_to_an_end_when_there_are_very_many_boxes() throws IOException {
    byte[] boxes = new byte[8 * 200_000];
    for (int at = 0; at < boxes.length; at += 8) {
      System.arraycopy(box("free", ""), 0, boxes, at, 8);
    }

    assertThat(objection(join(FTYP, boxes))).contains("boxes");
  }

  @Test
  void should_not_repeat_strange_characters_of_a_type() throws IOException {
    assertThat(objection(join(FTYP, claiming(99, "\u001b[2J", "x"))))
        .contains("????")
        .doesNotContain("\u001b");
  }

  private String quietObjection(byte[] bytes) {
    try {
      return objection(bytes);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private String objection(byte[] bytes) throws IOException {
    Path file = folder.resolve("video");
    Files.write(file, bytes);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return Mp4Boxes.objection(channel);
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
