package dev.omnihuman.ledger;

import dev.omnihuman.testing.PostgresServer;
import java.sql.SQLException;
import javax.sql.DataSource;

class PostgresJobLedgerTest extends JobLedgerContract {

  @Override
  protected DataSource newDatabase() throws SQLException {
    return PostgresServer.emptiedDatabase();
  }
}
