package dev.omnihuman.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.api.FlywayException;

/** Fills a ledger in which there is no job yet. */
final class LedgerImport {

  /** Nobody joins, and nobody accepts, before all is there. */
  private static final String ALONE = "LOCK TABLE job, node IN ACCESS EXCLUSIVE MODE";

  private static final String AT_WORK =
      "SELECT name FROM node WHERE beat_at > %s - ? ORDER BY name"
          .formatted(SqlNodeLedger.SERVER_MILLIS);

  private LedgerImport() {}

  static void intoServer(
      DataSource server, SavedLedger saved, Duration lease, Runnable beforeCommit) {
    LedgerExport.refuseNewer(SchemaVersions.of(server));
    try {
      LedgerDatabase.migrations(server).migrate();
    } catch (FlywayException e) {
      throw new LedgerException("the ledger's tables could not be made: " + e.getMessage(), e);
    }
    try (Connection to = server.getConnection();
        Connection from = saved.database().getConnection()) {
      to.setAutoCommit(false);
      try (Statement lock = to.createStatement()) {
        lock.execute(ALONE);
      }
      requireNobodyAtWork(to, lease);
      requireNoJob(to);
      new TableCopier(from, to).copy();
      beforeCommit.run();
      to.commit();
    } catch (SQLException e) {
      throw new LedgerException("the ledger could not be filled: " + SqlWords.of(e), e);
    }
  }

  private static void requireNobodyAtWork(Connection ledger, Duration lease) throws SQLException {
    List<String> names = new ArrayList<>();
    try (PreparedStatement question = ledger.prepareStatement(AT_WORK)) {
      question.setLong(1, lease.toMillis());
      try (ResultSet nodes = question.executeQuery()) {
        while (nodes.next()) {
          names.add(nodes.getString(1));
        }
      }
    }
    if (!names.isEmpty()) {
      throw new MoveRefusedException(
          "nodes are at work with the ledger: %s; stop them first".formatted(names));
    }
  }

  static void requireNoJob(DataSource ledger) {
    SchemaVersions versions = SchemaVersions.of(ledger);
    if (versions.stored().isEmpty()) {
      return;
    }
    LedgerExport.refuseNewer(versions);
    try (Connection connection = ledger.getConnection()) {
      requireNoJob(connection);
    } catch (SQLException e) {
      throw new LedgerException("the ledger cannot be read: " + SqlWords.of(e), e);
    }
  }

  private static void requireNoJob(Connection ledger) throws SQLException {
    long jobs = TableCopier.count(ledger, "job");
    if (jobs > 0) {
      throw new MoveRefusedException(
          "the ledger that would be filled is not empty, %s in it"
              .formatted(jobs == 1 ? "1 job is" : jobs + " jobs are"));
    }
  }
}
