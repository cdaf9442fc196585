package dev.omnihuman.app;

import dev.omnihuman.folders.DiskRoom;
import dev.omnihuman.folders.Folders;
import dev.omnihuman.ledger.OrphanNotes;
import dev.omnihuman.settings.Settings;
import dev.omnihuman.settings.SettingsException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What must be right before anything is spent, check by check. */
final class StartUpChecks {

  /**
   * @param look says what it found, or throws a {@link SettingsException} or a {@link
   *     dev.omnihuman.ledger.LedgerException} that says what is wrong and what may be done
   */
  record Check(String name, Supplier<String> look) {}

  private StartUpChecks() {}

  /** For the one process that works in the home. */
  static List<Check> beforeWork(Folders folders, LedgerChecks ledger, Clock clock) {
    FolderChecks folderChecks = new FolderChecks(folders);
    return List.of(
        new Check("folders", folderChecks::usable),
        new Check("folder names", folderChecks::distinct),
        new Check("file system", folderChecks::oneFileSystem),
        new Check("ledger", ledger::isThere),
        new Check("ledger content", () -> ledger.isSoundOrKept(clock)),
        new Check("ledger schema", ledger::isKnown));
  }

  /**
   * The same and more, for somebody who wants to know. Nothing is changed but for missing folders,
   * and not even these while somebody else works in the home.
   */
  static List<Check> toTell(Settings settings, Optional<String> holder) {
    Folders folders = settings.folders();
    long minFree = settings.download().minFree();
    FolderChecks folderChecks = new FolderChecks(folders);
    LedgerChecks ledger = LedgerPlace.toLook(settings).checks();
    boolean free = holder.isEmpty();
    return List.of(
        new Check(
            "instance",
            () ->
                holder
                    .map(
                        who ->
                            "the home is in use by %s; what is written is not tried".formatted(who))
                    .orElse("nobody works in the home")),
        new Check("folders", free ? folderChecks::usable : folderChecks::writable),
        new Check("folder names", folderChecks::distinct),
        new Check("file system", free ? folderChecks::oneFileSystem : folderChecks::oneFileStore),
        new Check("bucket", () -> BucketChecks.tell(settings, free)),
        new Check("disk", () -> room(DiskRoom.of(folders, minFree, Clock.systemUTC()))),
        new Check("ledger", ledger::isThere),
        new Check("ledger content", ledger::isSound),
        new Check("ledger schema", ledger::isKnown),
        new Check("orphan notes", () -> orphans(folders)),
        new Check("port", () -> Port.check(settings.web(), free)));
  }

  private static String orphans(Folders folders) {
    Path orphans = OrphanNotes.folder(folders.home());
    int waiting = new JsonFiles(orphans).count();
    List<String> aside = new JsonFiles(orphans).setAside();
    return aside.isEmpty()
        ? "%d in %s".formatted(waiting, orphans)
        : "%d in %s; set aside, perhaps paid for: %s"
            .formatted(waiting, orphans, String.join(", ", aside));
  }

  private static String room(DiskRoom disk) {
    if (!disk.hasRoomToSubmit()) {
      throw new SettingsException(disk.words());
    }
    return disk.words();
  }
}
