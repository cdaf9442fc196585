package dev.omnihuman.intake;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What lies under a name in the inbox, seen without opening it and without following links. Two
 * equal entries are the same file with the same content, even under another name.
 *
 * @param kind what it is
 * @param size in bytes
 * @param links how many names the file has; 1 where the file system does not tell
 * @param key the file system's own name for the file; null where there is none
 */
record InboxEntry(Kind kind, long size, FileTime modifiedAt, int links, @Nullable Object key) {

  enum Kind {
    FILE("a file"),
    LINK("a symbolic link"),
    FOLDER("a folder"),
    OTHER("a device, pipe or socket");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }
  }

  static InboxEntry look(Path path) throws IOException {
    BasicFileAttributes seen =
        Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    return new InboxEntry(
        kind(seen), seen.size(), seen.lastModifiedTime(), links(path), seen.fileKey());
  }

  private static Kind kind(BasicFileAttributes seen) {
    if (seen.isSymbolicLink()) {
      return Kind.LINK;
    }
    if (seen.isDirectory()) {
      return Kind.FOLDER;
    }
    return seen.isRegularFile() ? Kind.FILE : Kind.OTHER;
  }

  private static int links(Path path) throws IOException {
    try {
      return (Integer) Files.getAttribute(path, "unix:nlink", LinkOption.NOFOLLOW_LINKS);
    } catch (UnsupportedOperationException | IllegalArgumentException e) {
      return 1;
    }
  }

  /** A file with a second name may be changed through that name after we took it. */
  boolean isPlainFile() {
    return kind == Kind.FILE && links == 1;
  }

  static String name(Path path) {
    return Objects.requireNonNull(path.getFileName()).toString();
  }

  /** Reads the content as a manifest; of a file too large for one, no more than is needed. */
  static Reading read(String name, Path file) throws IOException {
    try (InputStream bytes = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      return ManifestReader.read(name, bytes.readNBytes(ManifestReader.MAX_BYTES + 1));
    }
  }
}
