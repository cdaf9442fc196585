package dev.omnihuman.delivery;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** Bytes of videos, real and made up. */
final class Videos {

  private Videos() {}

  /** A real one, as encoders make them. */
  static byte[] sample() throws IOException {
    try (InputStream in = Videos.class.getResourceAsStream("/simulator/480p.mp4")) {
      return Objects.requireNonNull(in).readAllBytes();
    }
  }

  /** The smallest file that passes for a whole one; different fillings make different bytes. */
  static byte[] tiny(String filling) {
    return join(box("ftyp", "isom"), box("moov", "about"), box("mdat", filling));
  }

  /** A box of the outermost level: its size in 32 bits, its type, its content. */
  static byte[] box(String type, String content) {
    return claiming(8 + content.length(), type, content);
  }

  /** A box that claims a size, right or wrong. */
  static byte[] claiming(int size, String type, String content) {
    byte[] text = content.getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(8 + text.length)
        .putInt(size)
        .put(type.getBytes(StandardCharsets.ISO_8859_1))
        .put(text)
        .array();
  }

  /** A box that claims its size in 64 bits. */
  static byte[] large(long size, String type, String content) {
    byte[] text = content.getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(16 + text.length)
        .putInt(1)
        .put(type.getBytes(StandardCharsets.ISO_8859_1))
        .putLong(size)
        .put(text)
        .array();
  }

  static byte[] join(byte[]... pieces) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] piece : pieces) {
      all.writeBytes(piece);
    }
    return all.toByteArray();
  }
}
