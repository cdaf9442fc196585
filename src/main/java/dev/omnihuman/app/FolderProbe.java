package dev.omnihuman.app;

import dev.omnihuman.folders.DurableFiles;
import dev.omnihuman.settings.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Does with one folder what will be done with it later, and says what is in the way. */
final class FolderProbe {

  private FolderProbe() {}

  /** Makes it if it is missing; writes, flushes, renames and deletes a file in it. */
  static void tryOut(String setting, Path folder) {
    Path probe = newName(folder);
    Path renamed = newName(folder);
    try {
      Files.createDirectories(folder);
      DurableFiles.writeDurably(probe, new byte[] {'x'});
      DurableFiles.moveNoReplace(probe, renamed);
      DurableFiles.syncFolder(folder);
      Files.delete(renamed);
    } catch (IOException e) {
      forget(probe);
      forget(renamed);
      throw unusable(setting, folder, e.toString());
    }
  }

  static void forget(Path probe) {
    try {
      Files.deleteIfExists(probe);
    } catch (IOException e) {
      // The trouble that is told already is the same.
    }
  }

  static SettingsException unusable(String setting, Path folder, String found) {
    return new SettingsException(
        "%s: the folder %s cannot be used%s: %s".formatted(setting, folder, owner(folder), found));
  }

  /** Hidden, so that nobody takes it for anything. */
  static Path newName(Path folder) {
    return folder.resolve(".probe-" + UUID.randomUUID());
  }

  /** Of the folder, or of the nearest one above it that is there. */
  private static String owner(Path folder) {
    @Nullable Path there = folder;
    while (there != null && !Files.exists(there)) {
      there = there.getParent();
    }
    try {
      return there == null
          ? ""
          : " (%s is owned by %s, this program runs as %s)"
              .formatted(there, Files.getOwner(there).getName(), System.getProperty("user.name"));
    } catch (IOException | UnsupportedOperationException e) {
      return "";
    }
  }
}
