package dev.omnihuman.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.omnihuman.testing.Manifests;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

class SqliteJobLedgerTest extends JobLedgerContract {

  @TempDir Path folder;

  @Override
  protected DataSource newDatabase() {
    return SqliteLedger.dataSource(folder.resolve("ledger.db"));
  }

  @Test
  void should_write_every_commit_through_to_the_disk() throws SQLException {
    try (Connection like = SqliteLedger.dataSource(folder.resolve("ledger.db")).getConnection()) {
      assertThat(pragma(like, "synchronous")).as("2 is FULL").isEqualTo("2");
      assertThat(pragma(like, "fullfsync")).as("heeded on macOS").isEqualTo("1");
      assertThat(pragma(like, "foreign_keys")).isEqualTo("1");
      assertThat(pragma(like, "busy_timeout")).isEqualTo("10000");
    }
  }

  @Test
  void should_open_the_ledger_of_a_home_with_a_write_ahead_log() throws SQLException {
    Path home = folder.resolve("home");
    try (JobLedger opened = SqliteLedger.open(home, ledger().rules)) {
      opened.accept(Manifests.many(1));
      // Whether there is a write-ahead log is a property of the file: any connection sees it.
      SQLiteDataSource plain = new SQLiteDataSource();
      plain.setUrl("jdbc:sqlite:" + home.resolve("ledger.db"));
      try (Connection other = plain.getConnection()) {
        assertThat(pragma(other, "journal_mode")).isEqualTo("wal");
        assertThat(pragma(other, "integrity_check")).isEqualTo("ok");
      }
    }
  }

  private static String pragma(Connection connection, String name) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("PRAGMA " + name)) {
      return row.getString(1);
    }
  }
}
