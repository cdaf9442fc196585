package dev.omnihuman.delivery;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Walks the outermost boxes of an MP4 file (ISO/IEC 14496-12, section 4.2). A length alone proves
 * nothing, because a body without one can end early in silence; boxes whose sizes add up to the end
 * of the file do. Zeros where a box should begin are what a lost piece of a file leaves.
 */
final class Mp4Boxes {

  private static final int HEADER = 8;
  private static final int LARGE_HEADER = 16;
  private static final int MOST_BOXES = 100_000;

  private Mp4Boxes() {}

  /** What is wrong with a file; null if it is a whole MP4. */
  static @Nullable String objection(FileChannel file) throws IOException {
    long end = file.size();
    List<String> types = new ArrayList<>();
    for (long at = 0; at < end; ) {
      Box box = readBox(file, at, end);
      if (box == null) {
        return "it ends inside the header of a box at byte " + at;
      }
      if (types.isEmpty() && !box.type().equals("ftyp")) {
        return "it is no MP4: it does not begin with an ftyp box";
      }
      if (box.isHole()) {
        return "it has zeros in the place of a box at byte " + at;
      }
      if (box.size() < HEADER || box.size() > end - at) {
        return "its box %s at byte %d claims %d bytes, but %d are there"
            .formatted(box.type(), at, box.size(), end - at);
      }
      if (types.size() == MOST_BOXES) {
        return "it has more than " + MOST_BOXES + " boxes";
      }
      types.add(box.type());
      at += box.size();
    }
    for (String needed : List.of("ftyp", "moov", "mdat")) {
      if (!types.contains(needed)) {
        return "it has no " + needed + " box";
      }
    }
    return null;
  }

  record Box(String type, long size) {

    /** Eight zeros would be a box "to the end of the file", but no box has such a type. */
    static final Box HOLE = new Box("", 0);

    boolean isHole() {
      return type.isEmpty();
    }
  }

  /** What begins at a byte of a file, or of what is inside a box; null if nothing whole does. */
  static @Nullable Box readBox(FileChannel file, long at, long end) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(LARGE_HEADER);
    while (header.hasRemaining() && file.read(header, at + header.position()) >= 0) {
      // Reads until the header is full or the file ends.
    }
    if (header.position() < HEADER) {
      return null;
    }
    long size = Integer.toUnsignedLong(header.getInt(0));
    String type = printable(new String(header.array(), 4, 4, StandardCharsets.ISO_8859_1));
    if (header.getLong(0) == 0) {
      return Box.HOLE;
    }
    if (size == 0) {
      return new Box(type, end - at); // "to the end of the file"
    }
    if (size == 1) {
      // A size that is negative as a long is beyond any file; the caller objects to it.
      return header.position() < LARGE_HEADER
          ? null
          : new Box(type, header.getLong(HEADER) < LARGE_HEADER ? -1 : header.getLong(HEADER));
    }
    return new Box(type, size);
  }

  private static String printable(String type) {
    return type.matches("[ -~]{4}") ? type : "????";
  }
}
