package dev.omnihuman.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How long a video says that it plays. */
class Mp4LengthTest {

  @TempDir Path folder;

  private Path file(byte[] content) throws IOException {
    return Files.write(folder.resolve("clip.mp4"), content);
  }

  private static byte[] sample() throws IOException {
    try (InputStream sample = Mp4LengthTest.class.getResourceAsStream("/simulator/480p.mp4")) {
      return Objects.requireNonNull(sample).readAllBytes();
    }
  }

  private static byte[] box(String type, byte[] content) {
    return ByteBuffer.allocate(8 + content.length)
        .putInt(8 + content.length)
        .put(type.getBytes(StandardCharsets.US_ASCII))
        .put(content)
        .array();
  }

  @Test
  void a_real_video_tells_its_length() throws IOException {
    assertThat(Mp4Length.of(file(sample())))
        .hasValueSatisfying(
            length -> assertThat(length).isBetween(Duration.ofSeconds(1), Duration.ofMinutes(1)));
  }

  @Test
  void a_header_with_long_numbers_is_read() throws IOException {
    byte[] header =
        ByteBuffer.allocate(112).put(0, (byte) 1).putInt(20, 1000).putLong(24, 7_250).array();

    assertThat(Mp4Length.of(file(box("moov", box("mvhd", header)))))
        .contains(Duration.ofMillis(7_250));
  }

  @Test
  void what_does_not_say_has_no_length() throws IOException {
    byte[] noScale = ByteBuffer.allocate(100).putInt(16, 5).array();
    byte[] unknown = ByteBuffer.allocate(100).putInt(12, 1000).putInt(16, -1).array();
    byte[] endless =
        ByteBuffer.allocate(112).put(0, (byte) 1).putInt(20, 1).putLong(24, -2).array();

    assertThat(Mp4Length.of(file(new byte[0]))).isEmpty();
    assertThat(Mp4Length.of(file(new byte[64]))).isEmpty();
    assertThat(Mp4Length.of(file("not a video at all".getBytes(StandardCharsets.US_ASCII))))
        .isEmpty();
    assertThat(Mp4Length.of(file(box("moov", new byte[0])))).isEmpty();
    assertThat(Mp4Length.of(file(box("moov", box("mvhd", noScale))))).isEmpty();
    assertThat(Mp4Length.of(file(box("moov", box("mvhd", unknown))))).isEmpty();
    assertThat(Mp4Length.of(file(box("moov", box("mvhd", endless))))).isEmpty();
    assertThat(Mp4Length.of(file(box("moov", box("mvhd", new byte[4]))))).isEmpty();
  }
}
