package dev.omnihuman.ledger;

import javax.sql.DataSource;
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
    SchemaVersions versions = SchemaVersions.of(database);
    if (!versions.areTheSame()) {
      throw new LedgerException(
          "the ledger's tables have version %s and this program knows version %s; %s"
              .formatted(
                  versions.stored().map(MigrationVersion::toString).orElse("0"),
                  versions.known(),
                  versions.isNewerThanProgram()
                      ? "use the program that works in this home"
                      : "start run or batch of this program once, which brings them up to date"),
          null);
    }
  }

  @Override
  public void close() {
    database.close();
  }
}
