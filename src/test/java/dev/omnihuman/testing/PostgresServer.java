package dev.omnihuman.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A real PostgreSQL, started once for all tests of this process; each gets a database of its own.
 */
public final class PostgresServer {

  private static final AtomicInteger DATABASES = new AtomicInteger();

  /** All but the schema itself, with the one row that it begins with. */
  private static final String EMPTY =
      """
      DO $$
      DECLARE name text;
      BEGIN
        EXECUTE 'ALTER DATABASE ' || current_database() || ' SET synchronous_commit = off';
        -- Rows refer to each other; the order in which they go does not matter.
        PERFORM set_config('session_replication_role', 'replica', true);
        FOR name IN SELECT tablename FROM pg_tables
            WHERE schemaname = 'public' AND tablename <> 'flyway_schema_history' LOOP
          EXECUTE 'DELETE FROM ' || name;
        END LOOP;
        IF to_regclass('lane') IS NOT NULL THEN
          INSERT INTO lane (id, doubts, width, accepted) VALUES (1, 0, 0, 0);
        END IF;
      END $$
      """;

  private static @Nullable DataSource emptied;

  private PostgresServer() {}

  private static final class Started {
    static final EmbeddedPostgres SERVER = start();

    private static EmbeddedPostgres start() {
      try {
        // It would run without: a ledger refuses such a server.
        return EmbeddedPostgres.builder()
            .setServerConfig("fsync", "on")
            .setServerConfig("full_page_writes", "on")
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("max_connections", "200")
            .start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** An empty database. */
  public static DataSource newDatabase() throws SQLException {
    return Started.SERVER.getDatabase("postgres", create());
  }

  /** The address of an empty database, and with it the user, who has no password. */
  public static String newAddress() throws SQLException {
    return Started.SERVER.getJdbcUrl("postgres", create());
  }

  /**
   * @param statement in which %s stands for the name of the database at that address
   */
  public static void execute(String address, String statement) throws SQLException {
    String name = address.replaceFirst(".*/", "").replaceFirst("[?].*", "");
    try (Connection connection = Started.SERVER.getDatabase("postgres", name).getConnection();
        Statement sql = connection.createStatement()) {
      sql.execute(statement.formatted(name));
    }
  }

  /**
   * The same database each time, emptied; for tests of logic, which need not survive a power cut.
   */
  public static synchronized DataSource emptiedDatabase() throws SQLException {
    if (emptied == null) {
      emptied = newDatabase();
    }
    try (Connection connection = emptied.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(EMPTY);
    }
    return emptied;
  }

  private static String create() throws SQLException {
    String name = "ledger_" + DATABASES.incrementAndGet();
    try (Connection connection = Started.SERVER.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    }
    return name;
  }
}
