package dev.omnihuman.ledger;

import java.util.Arrays;
import java.util.Objects;
import javax.sql.DataSource;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.MigrationVersion;

/** Looks into a ledger that another process may be working with. */
final class SqlLedgerReader extends SqlJobReader implements LedgerReader {

  private SqlLedgerReader(LedgerDatabase database) {
    super(database);
  }

  /**
   * @param database opened so that nothing can be written
   * @throws LedgerException if its tables are not those that this program knows
   */
  static LedgerReader open(DataSource database) {
    checkSchema(database);
    return new SqlLedgerReader(LedgerDatabase.openToRead(database));
  }

  private static void checkSchema(DataSource database) {
    MigrationInfoService schema;
    try {
      schema = LedgerDatabase.migrations(database).info();
    } catch (FlywayException e) {
      throw new LedgerException("the ledger could not be opened: " + e.getMessage(), e);
    }
    MigrationInfo current = schema.current();
    MigrationVersion found = current == null ? MigrationVersion.EMPTY : current.getVersion();
    MigrationVersion known =
        Arrays.stream(schema.all())
            .filter(migration -> migration.getState().isResolved())
            .map(MigrationInfo::getVersion)
            .filter(Objects::nonNull)
            .max(MigrationVersion::compareTo)
            .orElse(MigrationVersion.EMPTY);
    if (!found.equals(known)) {
      throw new LedgerException(
          "the ledger's tables have version %s and this program knows version %s; %s"
              .formatted(
                  found,
                  known,
                  found.compareTo(known) < 0
                      ? "start run or batch of this program once, which brings them up to date"
                      : "use the program that works in this home"),
          null);
    }
  }

  @Override
  public void close() {
    database.close();
  }
}
