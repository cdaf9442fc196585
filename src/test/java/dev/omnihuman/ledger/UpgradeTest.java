package dev.omnihuman.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.omnihuman.job.Gate;
import dev.omnihuman.job.JobState;
import dev.omnihuman.job.Origin;
import dev.omnihuman.testing.PostgresServer;
import dev.omnihuman.testing.TestClock;
import dev.omnihuman.testing.TestRules;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.flywaydb.core.api.MigrationVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ledger of an older program, with something in it, is brought up to date by a start. */
class UpgradeTest {

  @TempDir Path home;

  @Test
  void should_go_on_with_an_older_file() throws Exception {
    assertGoesOn(SqliteLedger.dataSource(home.resolve("ledger.db")));
  }

  @Test
  void should_go_on_with_an_older_database_of_a_server() throws Exception {
    assertGoesOn(PostgresServer.newDatabase());
  }

  private static void assertGoesOn(DataSource database) throws SQLException {
    LedgerDatabase.migrations(database, MigrationVersion.fromVersion("9")).migrate();
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      for (String insert : OldLedger.ROWS.split(";\n")) {
        statement.executeUpdate(insert);
      }
    }

    try (JobLedger ledger =
        new SqlJobLedger(LedgerDatabase.open(database), TestRules.on(new TestClock()))) {
      assertThat(ledger.claim(JobState.SUBMITTED, 10))
          .singleElement()
          .satisfies(job -> assertThat(job.id()).isEqualTo("01old"))
          .satisfies(job -> assertThat(job.manifest().origin()).isEqualTo(Origin.FOLDER));
      assertThat(ledger.closedGates())
          .singleElement()
          .satisfies(gate -> assertThat(gate.gate()).isEqualTo(Gate.PAUSE));
    }
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement();
        ResultSet notice = statement.executeQuery("SELECT receiver, tries FROM notice")) {
      assertThat(notice.next()).isTrue();
      assertThat(notice.getString("receiver")).isEqualTo("http");
      assertThat(notice.getInt("tries")).isEqualTo(2);
    }
  }
}
