package dev.omnihuman.simulator;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A drawn face that speaks for some seconds: a whole, playable MP4, made by {@code
 * src/main/simulator-media/make.sh}.
 */
final class SampleVideo {
  private static final String TYPE = "video/mp4";

  private final byte[] bytes;
  private final String etag;

  private SampleVideo(byte[] bytes) {
    this.bytes = bytes;
    this.etag = '"' + sha256(bytes).substring(0, 32) + '"';
  }

  /** One video for each resolution. */
  static Map<Resolution, SampleVideo> all() {
    Map<Resolution, SampleVideo> videos = new EnumMap<>(Resolution.class);
    for (Resolution resolution : Resolution.values()) {
      videos.put(resolution, new SampleVideo(load(resolution)));
    }
    return videos;
  }

  private static byte[] load(Resolution resolution) {
    String name = "/simulator/" + resolution.label() + ".mp4";
    try (InputStream in = SampleVideo.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("sample video " + name + " is missing from the jar");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("sample video " + name + " cannot be read", e);
    }
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /**
   * The video, or the part of it that is asked for.
   *
   * @param range the header {@code Range}
   * @param ifRange the header {@code If-Range}: the range counts only for the video that it names
   */
  SimulatedMedia answer(@Nullable String range, @Nullable String ifRange) {
    ByteRange asked = ByteRange.parse(range);
    if (asked == null || (ifRange != null && !ifRange.equals(etag))) {
      return answer(200, null, bytes);
    }
    if (!asked.isWithin(bytes.length)) {
      return answer(416, "bytes */" + bytes.length, new byte[0]);
    }
    return answer(206, asked.contentRange(bytes.length), asked.of(bytes));
  }

  private SimulatedMedia answer(int status, @Nullable String contentRange, byte[] body) {
    return new SimulatedMedia(status, TYPE, etag, contentRange, body);
  }
}
