package dev.omnihuman.ledger;

import dev.omnihuman.job.JobState;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationVersion;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/** Copies a ledger, as it is at one instant, into a new SQLite file that is not flushed. */
final class LedgerExport {

  private LedgerExport() {}

  /** Also while another process works with it: readers of a log are in nobody's way. */
  static void ofFile(DataSource ledger, Path fresh) throws SQLException {
    try (Connection connection = ledger.getConnection();
        PreparedStatement copy = connection.prepareStatement("VACUUM INTO ?")) {
      copy.setString(1, fresh.toString());
      copy.execute();
    }
  }

  /**
   * The file has the tables of the ledger's version, so that this may be done before an upgrade.
   */
  static void ofServer(DataSource ledger, Path fresh) throws SQLException {
    SchemaVersions versions = SchemaVersions.of(ledger);
    MigrationVersion stored =
        versions
            .stored()
            .orElseThrow(
                () -> new MoveRefusedException("there is no ledger yet: nothing has run there"));
    refuseNewer(versions);
    DataSource file = SavedLedger.unshared(fresh);
    try {
      LedgerDatabase.migrations(file, stored).migrate();
    } catch (FlywayException e) {
      throw new LedgerException("the file's tables could not be made: " + e.getMessage(), e);
    }
    try (Connection from = ledger.getConnection();
        Connection to = file.getConnection()) {
      from.setAutoCommit(false);
      from.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      from.setReadOnly(true);
      to.setAutoCommit(false);
      new TableCopier(from, to).copy();
      to.commit();
      from.rollback();
    }
  }

  static void refuseNewer(SchemaVersions versions) {
    if (versions.isNewerThanProgram()) {
      throw new MoveRefusedException(
          "the ledger has schema version %s, and this program knows no newer one than %s; use the newer program"
              .formatted(versions.stored().orElseThrow(), versions.known()));
    }
  }

  static Map<JobState, Long> jobs(DataSource ledger) {
    try {
      return Jdbi.create(ledger).withHandle(SqlJobReader::countByState);
    } catch (JdbiException e) {
      throw new LedgerException("the jobs cannot be counted: " + SqlWords.of(e), e);
    }
  }
}
