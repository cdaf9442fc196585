package dev.omnihuman.app;

import dev.omnihuman.folders.Folders;
import dev.omnihuman.ledger.PostgresLedger;
import dev.omnihuman.ledger.SchemaVersions;
import dev.omnihuman.settings.SettingsException;
import java.time.Clock;

/** The checks of a ledger on a database server. */
final class ServerLedgerChecks implements LedgerChecks {

  private final Folders folders;
  private final PostgresLedger ledger;
  private final String words;

  /**
   * @param words by which people know the ledger
   */
  ServerLedgerChecks(Folders folders, PostgresLedger ledger, String words) {
    this.folders = folders;
    this.ledger = ledger;
    this.words = words;
  }

  @Override
  public String isThere() {
    return "%s answers, PostgreSQL %s".formatted(words, ledger.version());
  }

  @Override
  public String isSound() {
    ledger
        .weakness()
        .ifPresent(
            weakness -> {
              throw new SettingsException(
                  "omnihuman.ledger.url: the server of %s has %s: a power cut there would lose what"
                          .formatted(words, weakness)
                      + " was paid for; nothing is submitted until the server's setting is on");
            });
    return "its server loses no commit in a power cut";
  }

  @Override
  public String isSoundOrKept(Clock clock) {
    return isSound();
  }

  @Override
  public String isKnown() {
    SchemaVersions versions = ledger.versions();
    if (versions.isNewerThanProgram()) {
      throw new SettingsException(
          "the ledger %s has schema version %s, and this program knows no newer one than %s; start"
                  .formatted(words, versions.stored().orElseThrow(), versions.known())
              + " the newer program that made it, or restore the backup from before the upgrade");
    }
    if (versions.stored().isEmpty() || versions.areTheSame() && ledger.isEmpty()) {
      KnownManifests.refuse(folders, "the ledger %s is empty".formatted(words), "its backup");
    }
    return versions
        .stored()
        .map(stored -> "version %s, this program knows %s".formatted(stored, versions.known()))
        .orElse("none yet; the first start makes its tables");
  }
}
