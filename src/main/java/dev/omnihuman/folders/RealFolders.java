package dev.omnihuman.folders;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardCopyOption;

/**
 * Takes a file out of a sub-folder without following a link on the way. Where the system can hold a
 * folder open and rename from there (Linux, macOS), not even a link that is put in a folder's place
 * at the last moment is followed; elsewhere the folders are looked at right before the rename.
 */
public final class RealFolders {

  private RealFolders() {}

  /**
   * As {@link DurableFiles#renameInto}, of a file that keeps its name.
   *
   * @param file its name beneath {@code root}, and beneath {@code folder} if that is free
   * @throws FileSystemException if a folder on the way is a link or no folder; nothing was moved
   */
  public static Path renameInto(Path root, String file, Path folder) throws IOException {
    Path source = RelativeNames.resolve(root, file);
    if (RelativeNames.folder(file).isEmpty()) {
      return DurableFiles.renameInto(source, folder, file);
    }
    RelativeNames.requireRealFolders(root, file);
    return DurableFiles.underFreeName(
        folder,
        file,
        target -> {
          try (DirectoryStream<Path> from = open(root, source);
              DirectoryStream<Path> to = open(folder, target)) {
            if (from instanceof SecureDirectoryStream<Path> secure
                && to instanceof SecureDirectoryStream<Path> secureTo) {
              secure.move(lastName(source), secureTo, lastName(target));
            } else {
              Files.move(source, target, StandardCopyOption.ATOMIC_MOVE);
            }
          }
        });
  }

  private static Path lastName(Path file) {
    return file.getName(file.getNameCount() - 1);
  }

  /** Opens the folder of a file, from the root on downwards. */
  private static DirectoryStream<Path> open(Path root, Path file) throws IOException {
    Path names = root.relativize(file);
    DirectoryStream<Path> folder = Files.newDirectoryStream(root);
    for (int i = 0; i < names.getNameCount() - 1; i++) {
      if (folder instanceof SecureDirectoryStream<Path> secure) {
        try (secure) {
          folder = secure.newDirectoryStream(names.getName(i), LinkOption.NOFOLLOW_LINKS);
        }
      }
    }
    return folder;
  }
}
