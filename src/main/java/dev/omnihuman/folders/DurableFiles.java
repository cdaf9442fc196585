package dev.omnihuman.folders;

import dev.omnihuman.failpoint.Failpoint;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/** Moves that replace nothing, and files and folders that survive a power cut. */
public final class DurableFiles {

  private static final boolean WINDOWS =
      System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");

  /** In bytes, on every common file system; less a little, for the hidden name while writing. */
  private static final int LONGEST_NAME = 250;

  /** In bytes; less by the ending of a note, so that a note's name never loses the number. */
  private static final int LONGEST_NUMBERED_NAME = 235;

  private DurableFiles() {}

  /**
   * Gives a file another name, unless that name is taken.
   *
   * @throws FileAlreadyExistsException if the name is taken; nothing was moved
   */
  public static void moveNoReplace(Path source, Path target) throws IOException {
    try {
      // A second link is the one portable call that fails when the name is taken.
      Files.createLink(target, source);
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (UnsupportedOperationException | FileSystemException e) {
      moveWithoutLinks(source, target);
      return;
    }
    Failpoint.AFTER_LINK.reached();
    Files.delete(source);
    Failpoint.AFTER_UNLINK.reached();
  }

  /** For file systems without hard links, such as exFAT and many shares. */
  private static synchronized void moveWithoutLinks(Path source, Path target) throws IOException {
    if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileAlreadyExistsException(target.toString());
    }
    Files.move(source, target, StandardCopyOption.ATOMIC_MOVE);
  }

  /**
   * Moves a file into a folder in one rename, under the first free of the names {@code x.json},
   * {@code x-2.json} … The folder is ours, so nobody takes a name between look and rename.
   *
   * @param file its name there; sub-folders that it names are made
   * @return where the file is now
   */
  public static Path renameInto(Path source, Path folder, String file) throws IOException {
    return underFreeName(
        folder, file, target -> Files.move(source, target, StandardCopyOption.ATOMIC_MOVE));
  }

  /** The one call that gives a file its new name. */
  @FunctionalInterface
  interface Rename {
    void to(Path target) throws IOException;
  }

  static synchronized Path underFreeName(Path folder, String file, Rename rename)
      throws IOException {
    makeFolders(folder, file);
    Path target = RelativeNames.resolve(folder, file);
    for (int n = 2; Files.exists(target, LinkOption.NOFOLLOW_LINKS); n++) {
      target = RelativeNames.resolve(folder, numbered(file, n));
    }
    rename.to(target);
    return target;
  }

  /**
   * Makes the sub-folders that a file's name asks for, each durably.
   *
   * @throws FileSystemException if one of them is there and is a link or no folder
   */
  public static void makeFolders(Path folder, String file) throws IOException {
    RelativeNames.requireRealFolders(folder, file);
    Path path = folder;
    for (Path name : folder.relativize(RelativeNames.resolve(folder, file))) {
      if (!path.equals(folder) && !Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
        makeFolder(path);
      }
      path = path.resolve(name);
    }
  }

  private static void makeFolder(Path folder) throws IOException {
    try {
      Files.createDirectory(folder);
    } catch (FileAlreadyExistsException e) {
      return; // another thread was faster, and sees to the rest
    }
    Failpoint.AFTER_SUB_FOLDER.reached();
    syncFolder(folder.resolveSibling(""));
  }

  /**
   * {@code clip.json} and 2 make {@code clip-2.json}, in the same sub-folder. A stem that is too
   * long for it is cut.
   */
  public static String numbered(String file, int n) {
    String name = RelativeNames.name(file);
    String stem = stem(name);
    String ending = "-" + n + name.substring(stem.length());
    return RelativeNames.folder(file) + fitting(stem, ending, LONGEST_NUMBERED_NAME);
  }

  /** {@code clip.json} without its ending: {@code clip}. */
  public static String stem(String fileName) {
    int dot = fileName.lastIndexOf('.');
    return dot <= 0 ? fileName : fileName.substring(0, dot);
  }

  /**
   * The note beside a file: that of {@code x-2.json} is {@code x-2.reason.txt}. A stem so long that
   * the note's name would not fit into a folder is cut.
   */
  public static Path noteBeside(Path file, String ending) {
    String stem = stem(String.valueOf(file.getFileName()));
    return file.resolveSibling(fitting(stem, ending, LONGEST_NAME));
  }

  private static String fitting(String stem, String ending, int longest) {
    String start = stem;
    while (!start.isEmpty() && (start + ending).getBytes(StandardCharsets.UTF_8).length > longest) {
      start = start.substring(0, start.offsetByCodePoints(start.length(), -1));
    }
    return start + ending;
  }

  /** Makes the names in a folder durable; without this, a power cut takes a fresh name back. */
  public static void syncFolder(Path folder) throws IOException {
    if (WINDOWS) {
      return; // a folder cannot be opened there; NTFS keeps its own journal of names
    }
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** The same for a folder beneath another one, and for each between them, both included. */
  public static void syncFolders(Path root, Path folder) throws IOException {
    for (Path path = folder; path != null && path.startsWith(root); path = path.getParent()) {
      syncFolder(path);
    }
  }

  /** What writes the content of a file, and may have something to tell of it. */
  @FunctionalInterface
  public interface Content<T> {
    T to(OutputStream out) throws IOException;
  }

  /**
   * Writes a whole file, durably, in the place of the one that may be there: who reads it finds the
   * old one or the new one. On trouble the old one stays.
   *
   * @param file in an existing folder
   */
  public static <T> T replaceDurably(Path file, Content<T> content) throws IOException {
    T told = replace(file, content, true);
    syncFolder(file.resolveSibling(""));
    return told;
  }

  /**
   * The same for a note that can be written again, and is not flushed: a power cut may take it, or
   * leave the old one.
   */
  public static void replace(Path file, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    replace(
        file,
        out -> {
          out.write(bytes);
          return bytes.length;
        },
        false);
  }

  private static <T> T replace(Path file, Content<T> content, boolean durably) throws IOException {
    Path fresh = file.resolveSibling("." + file.getFileName() + ".tmp");
    // People can write where most of our files lie: what a link there leads to is not ours to fill.
    Files.deleteIfExists(fresh);
    try {
      T told;
      try (FileChannel channel =
          FileChannel.open(fresh, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel));
        told = content.to(out);
        out.flush();
        if (durably) {
          channel.force(true);
        }
      }
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      return told;
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  /** Writes a whole file and flushes it to the disk; the file must not exist. */
  public static void writeDurably(Path file, byte[] content) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(content);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
  }
}
