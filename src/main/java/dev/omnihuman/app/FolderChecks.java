package dev.omnihuman.app;

import dev.omnihuman.folders.DurableFiles;
import dev.omnihuman.folders.Folders;
import dev.omnihuman.settings.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;

/** Tries, before anything is spent, what will be done in each folder later. */
final class FolderChecks {

  private FolderChecks() {}

  /**
   * @throws SettingsException naming the first folder that cannot be used, with its setting
   */
  static void check(Folders folders) {
    for (Map.Entry<String, Path> folder : folders.bySetting().entrySet()) {
      tryOut(folder.getKey(), folder.getValue());
    }
    tryOut("omnihuman.folders.outbox", folders.parts());
    Path inbox = folders.inbox();
    Path working = folders.filed().working();
    try {
      Path probe = newName(inbox);
      Files.createFile(probe);
      Files.delete(DurableFiles.renameInto(probe, working, String.valueOf(probe.getFileName())));
    } catch (IOException e) {
      throw new SettingsException(
          "omnihuman.folders.working: %s must lie in the same file system as the inbox %s (%s)"
              .formatted(working, inbox, e));
    }
  }

  private static void tryOut(String setting, Path folder) {
    try {
      Files.createDirectories(folder);
      Path probe = newName(folder);
      DurableFiles.writeDurably(probe, new byte[] {'x'});
      Path renamed = newName(folder);
      DurableFiles.moveNoReplace(probe, renamed);
      DurableFiles.syncFolder(folder);
      Files.delete(renamed);
    } catch (IOException e) {
      throw new SettingsException(
          "%s: the folder %s cannot be used%s: %s".formatted(setting, folder, owner(folder), e));
    }
  }

  private static Path newName(Path folder) {
    return folder.resolve(".probe-" + UUID.randomUUID());
  }

  private static String owner(Path folder) {
    try {
      return " (owner " + Files.getOwner(folder).getName() + ")";
    } catch (IOException | UnsupportedOperationException e) {
      return "";
    }
  }
}
