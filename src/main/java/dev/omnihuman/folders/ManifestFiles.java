package dev.omnihuman.folders;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Finds what is called like a manifest, in a folder or in its real sub-folders too. */
public final class ManifestFiles {

  private ManifestFiles() {}

  /** Whether a name is one that manifests have. Hidden files and status files are left alone. */
  public static boolean isName(String name) {
    return name.toLowerCase(Locale.ROOT).endsWith(".json")
        && !name.startsWith(".")
        && !StatusNames.isName(name);
  }

  /**
   * Everything of such a name, whatever it is. What vanishes meanwhile is left out.
   *
   * @param closed is told of each sub-folder that this program may not look into
   * @throws IOException if the folder itself, or the disk, cannot be read
   */
  public static List<Path> in(Path folder, boolean subFoldersToo, Consumer<Path> closed)
      throws IOException {
    return in(folder, subFoldersToo, Files::newDirectoryStream, closed);
  }

  static List<Path> in(Path folder, boolean subFoldersToo, Opening opening, Consumer<Path> closed)
      throws IOException {
    List<Path> found = new ArrayList<>();
    List<Path> subFolders = new ArrayList<>();
    look(folder, folder, opening, found, subFoldersToo ? subFolders : null);
    for (int next = 0; next < subFolders.size(); next++) {
      Path subFolder = subFolders.get(next);
      try {
        look(folder, subFolder, opening, found, subFolders);
      } catch (NoSuchFileException | NotDirectoryException e) {
        // gone since it was listed
      } catch (AccessDeniedException e) {
        closed.accept(subFolder);
      }
    }
    return found;
  }

  /** How a folder is opened. */
  interface Opening {
    DirectoryStream<Path> of(Path folder) throws IOException;
  }

  private static void look(
      Path root, Path folder, Opening opening, List<Path> found, @Nullable List<Path> subFolders)
      throws IOException {
    try (DirectoryStream<Path> entries = opening.of(folder)) {
      for (Path entry : entries) {
        // A look at each entry itself would cost much in a folder full of other things.
        if (isName(String.valueOf(entry.getFileName()))) {
          found.add(entry);
        } else if (subFolders != null && RelativeNames.isSubFolder(root, entry)) {
          subFolders.add(entry);
        }
      }
    }
  }
}
