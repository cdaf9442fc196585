package dev.omnihuman.app;

import dev.omnihuman.folders.DurableFiles;
import dev.omnihuman.folders.Folders;
import dev.omnihuman.settings.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Tries, before anything is spent, what will be done in each folder later. Each check says what it
 * found.
 */
record FolderChecks(Folders folders) {

  /**
   * Makes what is missing; writes, flushes, renames and deletes a file in each folder.
   *
   * @throws SettingsException naming the first folder that cannot be used, with its setting
   */
  String usable() {
    folders.bySetting().forEach(FolderProbe::tryOut);
    FolderProbe.tryOut("omnihuman.folders.outbox", folders.parts());
    return "each of the %d folders can be used".formatted(folders.bySetting().size());
  }

  /**
   * Only looks, for a home in which somebody else is at work.
   *
   * @throws SettingsException naming the first folder that is not there or not ours to write
   */
  String writable() {
    folders
        .bySetting()
        .forEach(
            (setting, folder) -> {
              if (!Files.isDirectory(folder) || !Files.isWritable(folder)) {
                throw FolderProbe.unusable(setting, folder, "it is no folder that can be written");
              }
            });
    return "each of the %d folders can be written".formatted(folders.bySetting().size());
  }

  /**
   * @throws SettingsException if two settings name one folder
   */
  String distinct() {
    Map<Path, String> settings = new LinkedHashMap<>();
    folders
        .bySetting()
        .forEach(
            (setting, folder) -> {
              String other = settings.put(real(folder), setting);
              if (other != null) {
                throw new SettingsException(
                    "%s and %s both name the folder %s: what lies there for one reason would be"
                            .formatted(other, setting, folder)
                        + " taken for the other; name two folders");
              }
            });
    return "no two of them are one";
  }

  private static Path real(Path folder) {
    try {
      return folder.toRealPath();
    } catch (IOException e) {
      return folder;
    }
  }

  /**
   * @throws SettingsException if a manifest cannot go from the inbox to working in one rename
   */
  String oneFileSystem() {
    Path inbox = folders.inbox();
    Path working = folders.filed().working();
    Path probe = FolderProbe.newName(inbox);
    try {
      Files.createFile(probe);
      Files.delete(DurableFiles.renameInto(probe, working, String.valueOf(probe.getFileName())));
    } catch (IOException e) {
      FolderProbe.forget(probe);
      throw apart(e.toString());
    }
    return "inbox and working share one";
  }

  /** Only looks, for a home in which somebody else is at work. */
  String oneFileStore() {
    try {
      if (!Files.getFileStore(folders.inbox())
          .equals(Files.getFileStore(folders.filed().working()))) {
        throw apart("they lie on two");
      }
    } catch (IOException e) {
      throw apart(e.toString());
    }
    return "inbox and working share one";
  }

  private SettingsException apart(String found) {
    return new SettingsException(
        "omnihuman.folders.working: %s must lie in the same file system as the inbox %s (%s)"
            .formatted(folders.filed().working(), folders.inbox(), found));
  }
}
