package dev.omnihuman.folders;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The names of status files: {@code x.status.json} stands beside {@code x.json}. */
public final class StatusNames {

  private static final String ENDING = ".status.json";

  private StatusNames() {}

  /** Whether a name is one of ours, and so never that of a manifest. */
  public static boolean isName(String name) {
    return name.toLowerCase(Locale.ROOT).endsWith(ENDING);
  }

  /** The file of a manifest that has this name beneath the folder. */
  public static Path beside(Path folder, String manifest) throws IOException {
    return DurableFiles.noteBeside(manifest(folder, manifest), ENDING);
  }

  /** The manifest itself, by no link on the way. */
  public static Path manifest(Path folder, String manifest) throws IOException {
    RelativeNames.requireRealFolders(folder, RelativeNames.folder(manifest) + "x");
    return RelativeNames.resolve(folder, manifest);
  }

  /** Everything of such a name in a folder and its real sub-folders. */
  public static List<Path> in(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder, RelativeNames.MOST_LEVELS + 1)) {
      return files
          .filter(file -> isName(String.valueOf(file.getFileName())))
          .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
          .toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
