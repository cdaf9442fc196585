package dev.omnihuman.ledger;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationVersion;

/**
 * The schema of a ledger, and the newest one that this program knows.
 *
 * @param stored empty for a ledger that has no schema yet
 */
public record SchemaVersions(Optional<MigrationVersion> stored, MigrationVersion known) {

  static SchemaVersions of(DataSource database) {
    try {
      MigrationInfo[] all = LedgerDatabase.migrations(database).info().all();
      return new SchemaVersions(
          newest(Arrays.stream(all).filter(it -> it.getState().isApplied())),
          newest(Arrays.stream(all).filter(it -> it.getState().isResolved())).orElseThrow());
    } catch (FlywayException e) {
      throw new LedgerException("the ledger's schema cannot be read: " + e.getMessage(), e);
    }
  }

  private static Optional<MigrationVersion> newest(Stream<MigrationInfo> migrations) {
    return migrations.map(MigrationInfo::getVersion).max(MigrationVersion::compareTo);
  }

  /** Whether the ledger's tables are just those of this program. */
  public boolean areTheSame() {
    return stored.isPresent() && stored.get().equals(known);
  }

  /** Whether a newer program has worked with the ledger. */
  public boolean isNewerThanProgram() {
    return stored.isPresent() && stored.get().compareTo(known) > 0;
  }
}
