package dev.omnihuman.web;

import dev.omnihuman.bucket.Bucket;
import dev.omnihuman.bucket.StoredObject;
import dev.omnihuman.delivery.PlayingTime;
import dev.omnihuman.delivery.PublishedVideos;
import dev.omnihuman.folders.RelativeNames;
import dev.omnihuman.job.OutputPlaces;
import java.io.Closeable;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A video of the outbox, open. What is told of it and what is sent of it are of the same file,
 * whatever is put in its place meanwhile. Everything here may wait for the disk.
 *
 * @param name beneath the outbox, or an object's in a bucket
 * @param bytes how many it had when it was opened
 * @param changed when it was changed, in milliseconds
 * @param told how long it plays in seconds, as far as its writer told
 */
record VideoFile(
    SeekableByteChannel content, String name, long bytes, long changed, Optional<BigDecimal> told)
    implements Closeable {

  private static final Set<OpenOption> NO_LINK =
      Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

  /**
   * From wherever the name says that it is.
   *
   * @throws IOException if it is not there
   */
  static VideoFile open(Installation installation, String name) throws IOException {
    Bucket bucket = installation.bucket();
    if (!OutputPlaces.isInBucket(name)) {
      return open(installation.folders().outbox(), name);
    }
    // It may have been published into another bucket, before the settings were changed.
    String key = bucket == null ? null : bucket.keyOf(name).orElse(null);
    StoredObject object = bucket == null || key == null ? null : bucket.find(key).orElse(null);
    if (bucket == null || object == null) {
      throw new NoSuchFileException(name);
    }
    return new VideoFile(
        bucket.open(object),
        name,
        object.size(),
        object.changedAt().toEpochMilli(),
        PublishedVideos.secondsOf(object));
  }

  /**
   * Follows no link on the way from the outbox to the file. Where the system can open a file from
   * an open folder, none can be put there in time either.
   *
   * @throws IOException if it is not there, or is no plain file
   */
  static VideoFile open(Path outbox, String name) throws IOException {
    Path path = outbox.relativize(RelativeNames.resolve(outbox, name));
    try (DirectoryStream<Path> folder = Files.newDirectoryStream(outbox)) {
      if (folder instanceof SecureDirectoryStream<Path> secure) {
        return open(secure, path, name);
      }
    }
    RelativeNames.requireRealFolders(outbox, name);
    Path file = outbox.resolve(path);
    BasicFileAttributeView view =
        Files.getFileAttributeView(file, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    BasicFileAttributes before = plain(view, name);
    return of(Files.newByteChannel(file, NO_LINK), view, before, name);
  }

  private static VideoFile open(SecureDirectoryStream<Path> folder, Path path, String name)
      throws IOException {
    Path first = path.getName(0);
    if (path.getNameCount() > 1) {
      try (SecureDirectoryStream<Path> next =
          folder.newDirectoryStream(first, LinkOption.NOFOLLOW_LINKS)) {
        return open(next, path.subpath(1, path.getNameCount()), name);
      }
    }
    BasicFileAttributeView view =
        folder.getFileAttributeView(first, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    BasicFileAttributes before = plain(view, name);
    return of(folder.newByteChannel(first, NO_LINK), view, before, name);
  }

  /** Before it is opened: to open a pipe would wait for whoever writes into it. */
  private static BasicFileAttributes plain(BasicFileAttributeView view, String name)
      throws IOException {
    BasicFileAttributes attributes = view.readAttributes();
    if (!attributes.isRegularFile()) {
      throw new FileSystemException(name, null, "is no file");
    }
    return attributes;
  }

  private static VideoFile of(
      SeekableByteChannel content,
      BasicFileAttributeView view,
      BasicFileAttributes before,
      String name)
      throws IOException {
    try {
      BasicFileAttributes after = plain(view, name);
      if (!Objects.equals(before.fileKey(), after.fileKey()) || content.size() != after.size()) {
        throw new FileSystemException(name, null, "was exchanged while it was opened");
      }
      return new VideoFile(
          content, name, after.size(), after.lastModifiedTime().toMillis(), Optional.empty());
    } catch (IOException e) {
      content.close();
      throw e;
    }
  }

  /** Changes when somebody puts another file in its place. */
  String tag() {
    return "\"%x-%x\"".formatted(bytes, changed);
  }

  /** How long it plays; empty if it does not tell, and then nobody knows until it is played. */
  Optional<BigDecimal> seconds() {
    try {
      return content instanceof FileChannel file ? PlayingTime.of(file) : told;
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() throws IOException {
    content.close();
  }
}
