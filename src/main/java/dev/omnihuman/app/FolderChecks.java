package dev.omnihuman.app;

import dev.omnihuman.folders.DurableFiles;
import dev.omnihuman.folders.Folders;
import dev.omnihuman.settings.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tries, before anything is spent, what will be done in each folder later. Each check says what it
 * found.
 */
record FolderChecks(Folders folders) {

  private static final String SHARED = "inbox, working, done, failed and rejected share one";

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
   * @throws SettingsException if two settings name one folder, or one lies where it would be taken
   *     for a part of another
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
    settings.forEach((inner, setting) -> refuseNesting(inner, setting, settings));
    return "no two of them are one";
  }

  /**
   * What lies in a sub-folder of another folder would be taken for something that belongs there.
   */
  private void refuseNesting(Path inner, String setting, Map<Path, String> settings) {
    settings.forEach(
        (outer, other) -> {
          if (!inner.equals(outer) && inner.startsWith(outer)) {
            whyNothingMayLieIn(other)
                .ifPresent(
                    why -> {
                      throw new SettingsException(
                          "%s: the folder %s lies in the folder %s of %s, %s; name one outside of it"
                              .formatted(setting, inner, outer, other, why));
                    });
          }
        });
  }

  /** Empty if other folders may lie in that of a setting. */
  private Optional<String> whyNothingMayLieIn(String setting) {
    if (setting.equals("omnihuman.home")) {
      return Optional.empty();
    }
    if (folders.recursive()) {
      return Optional.of("which is used with its sub-folders (omnihuman.folders.recursive)");
    }
    return setting.equals("omnihuman.folders.working")
        ? Optional.of("which every start looks through, with its sub-folders, for unfinished work")
        : Optional.empty();
  }

  private static Path real(Path folder) {
    try {
      return folder.toRealPath();
    } catch (IOException e) {
      return folder;
    }
  }

  /**
   * @throws SettingsException if a manifest cannot go from the inbox to working, or from there to
   *     where it is filed, in one rename
   */
  String oneFileSystem() {
    steps()
        .forEach(
            step -> {
              Path probe = FolderProbe.newName(step.from());
              String name = String.valueOf(probe.getFileName());
              try {
                Files.createFile(probe);
                Files.delete(DurableFiles.renameInto(probe, step.to(), name));
              } catch (IOException e) {
                FolderProbe.forget(probe);
                throw step.tooFar(e.toString());
              }
            });
    return SHARED;
  }

  /** Only looks, for a home in which somebody else is at work. */
  String oneFileStore() {
    steps()
        .forEach(
            step -> {
              try {
                if (!Files.getFileStore(step.from()).equals(Files.getFileStore(step.to()))) {
                  throw step.tooFar("they lie on two");
                }
              } catch (IOException e) {
                throw step.tooFar(e.toString());
              }
            });
    return SHARED;
  }

  /** The ways of a manifest. */
  private List<Step> steps() {
    Folders.Filed filed = folders.filed();
    return List.of(
        new Step("inbox", folders.inbox(), "omnihuman.folders.working", filed.working()),
        new Step("working", filed.working(), "omnihuman.folders.done", filed.done()),
        new Step("working", filed.working(), "omnihuman.folders.failed", filed.failed()),
        new Step("working", filed.working(), "omnihuman.folders.rejected", filed.rejected()));
  }

  /** A rename from one folder into another. */
  private record Step(String fromName, Path from, String setting, Path to) {

    SettingsException tooFar(String found) {
      return new SettingsException(
          "%s: %s must lie in the same file system as the %s %s (%s)"
              .formatted(setting, to, fromName, from, found));
    }
  }
}
