package dev.omnihuman.delivery;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How long a video plays, as its movie header says (ISO/IEC 14496-12, section 8.2.2); a few reads,
 * however large the file is.
 */
public final class Mp4Length {

  /** Other boxes than these few are found in no file of this provider. */
  private static final int MOST_BOXES = 100;

  private static final int HEADER = 8;

  /** Version and flags, two times of 64 bits, the scale, a duration of 64 bits. */
  private static final int LARGEST_START = 32;

  /** What a file says that does not know its own length. */
  private static final long UNKNOWN = 0xffff_ffffL;

  private Mp4Length() {}

  /**
   * @return empty if the file does not say
   * @throws IOException if it cannot be read
   */
  public static Optional<Duration> of(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      Span movie = find(channel, "moov", new Span(0, channel.size()));
      Span header = movie == null ? null : find(channel, "mvhd", movie);
      return header == null ? Optional.empty() : read(channel, header);
    }
  }

  private record Span(long from, long to) {}

  /** What is inside the first box of a type. */
  private static @Nullable Span find(FileChannel file, String type, Span within)
      throws IOException {
    long at = within.from();
    for (int n = 0; n < MOST_BOXES && at < within.to(); n++) {
      Mp4Boxes.Box box = Mp4Boxes.readBox(file, at, within.to());
      if (box == null || box.size() < HEADER || box.size() > within.to() - at) {
        return null;
      }
      if (box.type().equals(type)) {
        return new Span(at + HEADER, at + box.size());
      }
      at += box.size();
    }
    return null;
  }

  private static Optional<Duration> read(FileChannel file, Span header) throws IOException {
    ByteBuffer start = ByteBuffer.allocate(LARGEST_START);
    while (start.hasRemaining() && file.read(start, header.from() + start.position()) >= 0) {
      // Reads until all is there or the file ends.
    }
    if (start.hasRemaining() || header.to() - header.from() < LARGEST_START) {
      return Optional.empty();
    }
    boolean large = start.get(0) == 1;
    long scale = Integer.toUnsignedLong(start.getInt(large ? 20 : 12));
    long units = large ? start.getLong(24) : Integer.toUnsignedLong(start.getInt(16));
    if (scale == 0 || units <= 0 || units == UNKNOWN || units / scale > Integer.MAX_VALUE) {
      return Optional.empty();
    }
    return Optional.of(Duration.ofMillis(Math.round(1000.0 * units / scale)));
  }
}
