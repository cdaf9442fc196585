package dev.omnihuman.delivery;

import dev.omnihuman.digest.Sha256;
import dev.omnihuman.failpoint.Failpoint;
import dev.omnihuman.folders.DurableFiles;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A download that grows. It survives failures, restarts and kills, with a note beside it that tells
 * which file it is a part of; without such a note it is begun anew.
 */
final class Part implements AutoCloseable {

  private final Path file;
  private final String link;
  private MessageDigest sha256 = Sha256.create();
  private @Nullable FlushedFile bytes;
  private @Nullable PartNote note;
  private @Nullable Instant modifiedAt;
  private long size;

  private Part(Path file, URI link) {
    this.file = file;
    this.link = PartNote.identity(link);
  }

  /** Goes on with what is there; what does not belong to this link stays until bytes come. */
  static Part open(Path file, URI link) throws IOException {
    Part part = new Part(file, link);
    PartNote found = PartNote.read(file);
    if (found != null
        && found.link().equals(part.link)
        && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
        && found.vouchesFor(Files.size(file))) {
      part.note = found;
      part.modifiedAt = found.modifiedAt();
      part.bytes = FlushedFile.open(file);
      part.size = part.bytes.readInto(part.sha256);
    }
    return part;
  }

  /** How many bytes are there. */
  long size() {
    return size;
  }

  /** The validator that the rest must have; null if there is nothing to go on with. */
  @Nullable String etag() {
    return note == null || size == 0 ? null : note.etag();
  }

  /** The length of the whole file, as far as it is known; or -1. */
  long length() {
    return note == null ? -1 : note.length();
  }

  boolean isWhole() {
    return size > 0 && size == length();
  }

  /** The host says that nothing comes behind what is there. */
  void isWholeNow() throws IOException {
    if (note != null) {
      // Whoever takes it up again must see that it is whole, and write no more: see startOver.
      note = note.withLength(size);
      note.write(file, false);
    }
  }

  /** What is there does not belong to the file; it stays until other bytes come. */
  void forget() throws IOException {
    Files.deleteIfExists(PartNote.beside(file));
    close(bytes);
    bytes = null;
    note = null;
    size = 0;
  }

  /**
   * Begins anew. A new file each time: the old one may by now bear a second name in the outbox. The
   * start of a file that the host no longer has is nothing that anybody could use.
   */
  void startOver(MediaAnswer answer) throws IOException {
    forget();
    Files.deleteIfExists(file);
    sha256 = Sha256.create();
    bytes = FlushedFile.create(file);
    modifiedAt = answer.modifiedAt();
    if (answer.etag() != null) {
      note = new PartNote(link, answer.etag(), answer.total(), 0, modifiedAt, Boot.ID);
      note.write(file, false);
    }
  }

  void write(byte[] buffer, int length) throws IOException {
    sha256.update(buffer, 0, length);
    open().write(ByteBuffer.wrap(buffer, 0, length));
    size += length;
  }

  private FlushedFile open() {
    if (bytes == null) {
      throw new IllegalStateException("nothing was begun");
    }
    return bytes;
  }

  /**
   * The whole file, verified and flushed.
   *
   * @throws DownloadException.Unverified if it is no whole video
   */
  FetchedFile finish() throws IOException {
    String objection = Mp4Boxes.objection(open().channel());
    BigDecimal seconds = objection == null ? PlayingTime.seconds(open().channel()) : null;
    open().flush();
    String hash = HexFormat.of().formatHex(sha256.digest());
    if (objection != null) {
      setAside(hash);
      throw new DownloadException.Unverified("what came is no whole video: " + objection);
    }
    if (length() < 0) {
      isWholeNow();
    }
    note = null;
    Failpoint.AFTER_PART_FSYNC.reached();
    return new FetchedFile(file, size, hash, modifiedAt, seconds);
  }

  /** Kept under its hash until the job has ended: it was paid for, and may play all the same. */
  private void setAside(String hash) throws IOException {
    forget();
    Path aside = file.resolveSibling(file.getFileName() + "." + hash.substring(0, 16));
    if (Files.exists(aside, LinkOption.NOFOLLOW_LINKS)) {
      Files.delete(file); // the very same bytes came before
    } else {
      DurableFiles.moveNoReplace(file, aside);
      DurableFiles.syncFolder(aside.resolveSibling(""));
    }
  }

  /** What came so far is on the disk when this returns, with a note that says how much it is. */
  @Override
  public void close() throws IOException {
    try {
      if (bytes != null && note != null) {
        bytes.flush();
        note.withFlushed(size).write(file, true);
      }
    } finally {
      close(bytes);
    }
  }

  private static void close(@Nullable FlushedFile open) throws IOException {
    if (open != null) {
      open.close();
    }
  }
}
