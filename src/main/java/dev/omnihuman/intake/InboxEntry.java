package dev.omnihuman.intake;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Locale;
import java.util.Objects;

/**
 * What lies under a name in the inbox, seen without opening it and without following links.
 *
 * @param kind what it is
 * @param size in bytes
 * @param links how many names the file has; 1 where the file system does not tell
 */
record InboxEntry(Kind kind, long size, FileTime modifiedAt, int links) {

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
    return new InboxEntry(kind(seen), seen.size(), seen.lastModifiedTime(), links(path));
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

  /** Whether a name is one that manifests have. Hidden files are left alone. */
  static boolean hasManifestName(Path path) {
    String name = name(path);
    return name.toLowerCase(Locale.ROOT).endsWith(".json") && !name.startsWith(".");
  }

  static String name(Path path) {
    return Objects.requireNonNull(path.getFileName()).toString();
  }

  /** The content, or its beginning if it is longer than any manifest may be. */
  static byte[] read(Path file) throws IOException {
    try (InputStream bytes = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      return bytes.readNBytes(ManifestReader.MAX_BYTES + 1);
    }
  }
}
