package dev.omnihuman.ledger;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteDataSource;

/**
 * A real ledger file whose connections can be told to refuse writes, as on a full or broken disk.
 */
final class RefusingDatabase extends SQLiteDataSource {

  private final List<Connection> connections = new CopyOnWriteArrayList<>();

  RefusingDatabase(Path file) {
    super(SqliteLedger.dataSource(file).getConfig());
    setUrl("jdbc:sqlite:" + file);
  }

  @Override
  public SQLiteConnection getConnection(String user, String password) throws SQLException {
    SQLiteConnection connection = super.getConnection(user, password);
    connections.add(connection);
    return connection;
  }

  /** No write succeeds any more; reading goes on. */
  void refuseWrites() throws SQLException {
    tellAll("PRAGMA query_only = ON");
  }

  void acceptWrites() throws SQLException {
    tellAll("PRAGMA query_only = OFF");
  }

  /**
   * Transactions fail in their middle.
   *
   * @param step such as {@code UPDATE ON job}
   */
  void refuse(String step) throws SQLException {
    tellAny(
        "CREATE TRIGGER refuse BEFORE %s BEGIN SELECT RAISE(ABORT, 'refused'); END"
            .formatted(step));
  }

  void refuseNoMore() throws SQLException {
    tellAny("DROP TRIGGER refuse");
  }

  /** As on a full disk: what is there can be changed, nothing can be added. */
  void beFull() throws SQLException {
    tellAll("PRAGMA max_page_count = 1");
  }

  void haveRoomAgain() throws SQLException {
    tellAll("PRAGMA max_page_count = 1000000");
  }

  private void tellAny(String sql) throws SQLException {
    try (Connection connection = getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private void tellAll(String pragma) throws SQLException {
    for (Connection connection : connections) {
      if (!connection.isClosed()) {
        try (Statement statement = connection.createStatement()) {
          statement.execute(pragma);
        }
      }
    }
  }
}
