package dev.omnihuman.app;

import dev.omnihuman.folders.Folders;
import dev.omnihuman.ledger.DamagedCopy;
import dev.omnihuman.ledger.LedgerFile;
import dev.omnihuman.ledger.OrphanNotes;
import dev.omnihuman.ledger.SchemaVersions;
import dev.omnihuman.settings.SettingsException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;

/** The checks of the embedded ledger. */
final class LedgerFileChecks implements LedgerChecks {

  private final Folders folders;
  private final boolean messages;
  private final LedgerFile file;

  /**
   * @param messages whether jobs come as messages, of which no folder tells
   */
  LedgerFileChecks(Folders folders, boolean messages) {
    this.folders = folders;
    this.messages = messages;
    this.file = new LedgerFile(folders.home());
  }

  /** Nothing may be in the folders that only a ledger could know. */
  @Override
  public String isThere() {
    if (file.size() > 0) {
      return "%s is there".formatted(file.path());
    }
    if (file.logSize() > 0) {
      throw new SettingsException(
          "the ledger %s is missing and its log %s is there: what the log holds would be lost; put"
                  .formatted(file.path(), file.log())
              + " ledger.db back beside its log, or, if it may be forgotten, move the log elsewhere");
    }
    refuseIfMoved();
    refuseIfManifestsAreKnown("is missing");
    if (messages) {
      refuseIfItWasThere();
    }
    return "none yet; the first start makes %s".formatted(file.path());
  }

  /** The folder is made by whoever has opened a ledger. */
  private void refuseIfItWasThere() {
    Path orphans = OrphanNotes.folder(folders.home());
    if (Files.isDirectory(orphans)) {
      throw new SettingsException(
          "the ledger %s is missing, but a program has worked in this home (%s is there), and jobs"
                  .formatted(file.path(), orphans)
              + " come as messages: without it nobody knows what was paid for; restore ledger.db"
              + " from its backup, or, if that may be forgotten, move %s elsewhere"
                  .formatted(orphans));
    }
  }

  /** Two ledgers of the same jobs would pay for each twice. */
  private void refuseIfMoved() {
    try (DirectoryStream<Path> moved =
        Files.newDirectoryStream(folders.home(), LedgerImportCommand.ANY_MOVED)) {
      for (Path file : moved) {
        throw new SettingsException(
            "the ledger of %s was moved to a database server (%s is what it was): set omnihuman.ledger.url, or bring it back by ledger export and ledger import; if the server's may be forgotten, rename it to ledger.db"
                .formatted(folders.home(), file));
      }
    } catch (IOException e) {
      // There is no such folder, so nothing in it was moved.
    }
  }

  private void refuseIfManifestsAreKnown(String state) {
    KnownManifests.refuse(
        folders, "the ledger %s %s".formatted(file.path(), state), "ledger.db from its backup");
  }

  /** Only looks. */
  @Override
  public String isSound() {
    if (file.size() > 0) {
      file.damage()
          .ifPresent(
              damage -> {
                throw damaged(damage, "no copy is kept of it by this look");
              });
    }
    return "nothing in it is broken";
  }

  /** The same, and keeps a copy of a damaged ledger, before anybody tries to mend it. */
  @Override
  public String isSoundOrKept(Clock clock) {
    if (file.size() > 0) {
      file.damage()
          .ifPresent(
              damage -> {
                throw damaged(damage, keep(clock));
              });
    }
    return "nothing in it is broken";
  }

  private String keep(Clock clock) {
    try {
      return "a copy is kept as " + DamagedCopy.keep(file, clock.instant());
    } catch (IOException e) {
      return "and no copy of it could be kept (%s)".formatted(e);
    }
  }

  private SettingsException damaged(String damage, String copy) {
    return new SettingsException(
        "the ledger %s is damaged (%s), nothing is submitted; %s; take ledger.db, ledger.db-wal and"
                .formatted(file.path(), damage, copy)
            + " ledger.db-shm away, and restore ledger.db from its backup or from what"
            + " `sqlite3 ledger.db .recover` saves");
  }

  /** Flyway itself would let a ledger pass that a newer program has changed. */
  @Override
  public String isKnown() {
    if (file.size() == 0) {
      return "none yet";
    }
    SchemaVersions versions = file.versions();
    if (versions.isNewerThanProgram()) {
      throw new SettingsException(
          "the ledger %s has schema version %s, and this program knows no newer one than %s; start"
                  .formatted(file.path(), versions.stored().orElseThrow(), versions.known())
              + " the newer program that made it, or restore the backup from before the upgrade");
    }
    if (versions.stored().isEmpty()) {
      refuseIfManifestsAreKnown("is empty");
    }
    return versions
        .stored()
        .map(stored -> "version %s, this program knows %s".formatted(stored, versions.known()))
        .orElse("none yet");
  }
}
