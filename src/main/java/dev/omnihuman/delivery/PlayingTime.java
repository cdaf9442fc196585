package dev.omnihuman.delivery;

import dev.omnihuman.delivery.Mp4Boxes.Box;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How long an MP4 plays: the duration in its movie header, or, where that leaves it open because
 * the movie comes in fragments, the one in the movie extends header (ISO/IEC 14496-12, sections
 * 8.2.2 and 8.8.2).
 */
public final class PlayingTime {

  private static final int MOST_BOXES = 10_000;

  /** What claims to play longer is damaged; its price would be believed. */
  private static final BigDecimal LONGEST_SECONDS = BigDecimal.valueOf(86_400);

  private PlayingTime() {}

  /**
   * In seconds, to the millisecond; empty if the file does not tell. A few reads, however large it
   * is.
   *
   * @throws IOException if it cannot be read
   */
  public static Optional<BigDecimal> of(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return of(channel);
    }
  }

  /**
   * The same of an open file.
   *
   * @throws IOException if it cannot be read
   */
  public static Optional<BigDecimal> of(FileChannel file) throws IOException {
    return Optional.ofNullable(seconds(file));
  }

  /** In seconds, to the millisecond; null if the file does not tell. */
  static @Nullable BigDecimal seconds(FileChannel file) throws IOException {
    Range movie = find(file, "moov", new Range(0, file.size()));
    Range header = movie == null ? null : find(file, "mvhd", movie);
    if (movie == null || header == null) {
      return null;
    }
    Fields fields = Fields.read(file, header, 32);
    boolean wide = fields.version() == 1;
    long timescale = fields.number(wide ? 20 : 12, false);
    long duration = fields.number(wide ? 24 : 16, wide);
    if (duration == 0) {
      Range extended = find(file, "mvex", movie);
      Range extension = extended == null ? null : find(file, "mehd", extended);
      if (extension != null) {
        Fields more = Fields.read(file, extension, 12);
        duration = more.number(4, more.version() == 1);
      }
    }
    return seconds(timescale, duration);
  }

  private static @Nullable BigDecimal seconds(long timescale, long duration) {
    if (timescale <= 0 || duration <= 0) {
      return null;
    }
    BigDecimal seconds =
        BigDecimal.valueOf(duration).divide(BigDecimal.valueOf(timescale), 3, RoundingMode.HALF_UP);
    return seconds.compareTo(LONGEST_SECONDS) > 0 ? null : seconds;
  }

  /** Where the content of a box lies. */
  private record Range(long from, long end) {}

  private static @Nullable Range find(FileChannel file, String type, Range within)
      throws IOException {
    long at = within.from();
    for (int n = 0; n < MOST_BOXES && at < within.end(); n++) {
      Box box = Mp4Boxes.readBox(file, at, within.end());
      if (box == null || box.size() < box.header() || box.size() > within.end() - at) {
        return null;
      }
      if (box.type().equals(type)) {
        return new Range(at + box.header(), at + box.size());
      }
      at += box.size();
    }
    return null;
  }

  /** The first bytes of a box's content; what is missing is zero, and so is no duration. */
  private record Fields(ByteBuffer bytes) {

    static Fields read(FileChannel file, Range box, int most) throws IOException {
      ByteBuffer bytes = ByteBuffer.allocate(most);
      bytes.limit((int) Math.min(most, box.end() - box.from()));
      while (bytes.hasRemaining() && file.read(bytes, box.from() + bytes.position()) >= 0) {
        // Reads until the fields are there or the file ends.
      }
      bytes.clear();
      return new Fields(bytes);
    }

    int version() {
      return bytes.get(0);
    }

    /** All ones mean that it is not known, which is no number above 0 here. */
    long number(int at, boolean wide) {
      if (wide) {
        return bytes.getLong(at);
      }
      int narrow = bytes.getInt(at);
      return narrow == -1 ? -1 : Integer.toUnsignedLong(narrow);
    }
  }
}
