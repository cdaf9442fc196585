package dev.omnihuman.folders;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * The names of files beneath one of our folders, as the ledger stores them: {@code x.json} or
 * {@code sub/x.json}, with {@code /} on every system.
 */
public final class RelativeNames {

  /** How deep manifests may lie in sub-folders; no share needs more, and no walk is endless. */
  public static final int MOST_LEVELS = 8;

  /** Where folders of such names are mirrored, they would stand in the way of files. */
  private static final List<String> OF_FILES =
      List.of(".json", ".held.txt", ".reason.txt", ".duplicate.txt");

  private RelativeNames() {}

  /** The name of a file beneath a folder. */
  public static String of(Path folder, Path file) {
    return of(folder.relativize(file));
  }

  /** The same of a relative path. */
  public static String of(Path relative) {
    return StreamSupport.stream(relative.spliterator(), false)
        .map(Path::toString)
        .collect(Collectors.joining("/"));
  }

  /**
   * What stands before the last name, with its {@code /}; empty for a file of the folder itself.
   */
  public static String folder(String file) {
    return file.substring(0, file.lastIndexOf('/') + 1);
  }

  /** The last name alone. */
  public static String name(String file) {
    return file.substring(file.lastIndexOf('/') + 1);
  }

  /**
   * The file of this name, which surely lies beneath the folder.
   *
   * @throws FileSystemException if the name leads elsewhere, whoever wrote it
   */
  public static Path resolve(Path folder, String file) throws FileSystemException {
    Path path = folder;
    for (String name : file.split("/", -1)) {
      path = path.resolve(checked(name, file));
    }
    return path;
  }

  private static Path checked(String name, String file) throws FileSystemException {
    try {
      Path path = Path.of(name);
      boolean one = path.getNameCount() == 1 && !path.isAbsolute() && path.getRoot() == null;
      if (one && !name.isEmpty() && !name.equals(".") && !name.equals("..")) {
        return path;
      }
    } catch (InvalidPathException e) {
      // told below
    }
    throw new FileSystemException(file, null, "is no name of a file beneath the folder");
  }

  /** Whether manifests may lie in a sub-folder of this name. */
  public static boolean mayBeSubFolder(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return !name.startsWith(".") && OF_FILES.stream().noneMatch(lower::endsWith);
  }

  /** Whether manifests may lie in this very folder: a real one, and not too deep. */
  public static boolean isSubFolder(Path root, Path folder) {
    return root.relativize(folder).getNameCount() <= MOST_LEVELS
        && mayBeSubFolder(String.valueOf(folder.getFileName()))
        && Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS);
  }

  /**
   * Looks at the folders on the way from a folder to a file.
   *
   * @throws FileSystemException if one of them is there and is a link or no folder
   */
  public static void requireRealFolders(Path folder, String file) throws IOException {
    Path path = folder;
    for (Path name : folder.relativize(resolve(folder, file))) {
      if (!path.equals(folder)
          && Files.exists(path, LinkOption.NOFOLLOW_LINKS)
          && !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
        throw new FileSystemException(path.toString(), null, "is in the way: it is no real folder");
      }
      path = path.resolve(name);
    }
  }
}
