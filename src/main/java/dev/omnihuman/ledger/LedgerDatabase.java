package dev.omnihuman.ledger;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationVersion;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ledger's database. This process writes one transaction at a time. In SQLite two connections
 * are kept for life, one that writes and one that only reads, so that looking never waits for a
 * disk's flush; a server's connections may break, and come from a pool.
 */
final class LedgerDatabase implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LedgerDatabase.class);

  /** One writes; the others look. */
  private static final int CONNECTIONS = 6;

  /** How long a caller waits for a connection while the server is away. */
  private static final long CONNECT_MILLIS = 5_000;

  /**
   * A process that is frozen in a transaction must not stop the others for longer than this, nor
   * may anybody wait for a lock for ever.
   */
  private static final String LIMITS =
      """
      SET idle_in_transaction_session_timeout = '10s';
      SET lock_timeout = '20s';
      SET statement_timeout = '30s'
      """;

  /** Deadlock and serialization failure: the same transaction succeeds when it is tried again. */
  private static final Set<String> TRY_AGAIN = Set.of("40P01", "40001");

  private static final int TRIES = 5;

  private final ReentrantLock writer = new ReentrantLock();
  private final Connections connections;

  /** Where the work of callers is done. */
  private record Connections(
      Dialect dialect,
      Jdbi writes,
      Jdbi reads,
      @Nullable ReentrantLock reader,
      Presence presence,
      Closing closing) {}

  private interface Closing {
    void close() throws SQLException;
  }

  /** How more connections are made; null where all come from one pool. */
  private final @Nullable DataSource database;

  private LedgerDatabase(Connections connections, @Nullable DataSource database) {
    this.connections = connections;
    this.database = database;
  }

  /** Jdbi's own messages hold every value of a statement, and links may be signed. */
  private static Jdbi quiet(Jdbi jdbi) {
    jdbi.getConfig(StatementExceptions.class)
        .setMessageRendering(StatementExceptions.MessageRendering.NONE);
    return jdbi;
  }

  /** Brings the schema up to date and connects. */
  static LedgerDatabase open(DataSource database) {
    return open(database, Presence.untold());
  }

  /**
   * The same.
   *
   * @param presence is told whether the database answers, if it is a server's
   */
  static LedgerDatabase open(DataSource database, Presence presence) {
    try {
      migrations(database).migrate();
      return connect(database, presence);
    } catch (FlywayException | SQLException e) {
      throw new LedgerException("the ledger could not be opened: " + e.getMessage(), e);
    }
  }

  private static LedgerDatabase connect(DataSource database, Presence presence)
      throws SQLException {
    Connection first = database.getConnection();
    Dialect dialect = Dialect.of(first);
    if (dialect.isShared()) {
      first.close();
      return pooled(database, dialect, presence, false);
    }
    Connection reading = database.getConnection();
    return new LedgerDatabase(
        new Connections(
            dialect,
            quiet(Jdbi.create(first)),
            quiet(Jdbi.create(reading)),
            new ReentrantLock(),
            presence,
            () -> {
              try (reading;
                  first) {
                // Closing is all there is to do.
              }
            }),
        database);
  }

  private static LedgerDatabase pooled(
      DataSource database, Dialect dialect, Presence presence, boolean readOnly) {
    HikariConfig config = new HikariConfig();
    config.setDataSource(database);
    config.setPoolName("ledger");
    config.setMaximumPoolSize(CONNECTIONS);
    config.setMinimumIdle(1);
    config.setConnectionTimeout(CONNECT_MILLIS);
    config.setConnectionInitSql(LIMITS);
    config.setReadOnly(readOnly);
    // A server that goes away just now is met by the first question, as at any other time.
    config.setInitializationFailTimeout(-1);
    HikariDataSource pool = new HikariDataSource(config);
    Jdbi jdbi = quiet(Jdbi.create(pool));
    return new LedgerDatabase(
        new Connections(dialect, jdbi, jdbi, null, presence, pool::close), null);
  }

  static Flyway migrations(DataSource database) {
    return migrations(database, MigrationVersion.LATEST);
  }

  /** Those up to an older version. */
  static Flyway migrations(DataSource database, MigrationVersion newest) {
    return Flyway.configure()
        .dataSource(database)
        .locations("classpath:dev/omnihuman/db/migration")
        .target(newest)
        .load();
  }

  /** Connects without any change to the database; nothing may be written then. */
  static LedgerDatabase openToRead(DataSource database) {
    try {
      Connection reading = database.getConnection();
      Dialect dialect = Dialect.of(reading);
      if (dialect.isShared()) {
        reading.close();
        return pooled(database, dialect, Presence.untold(), true);
      }
      Jdbi jdbi = quiet(Jdbi.create(reading));
      return new LedgerDatabase(
          new Connections(
              dialect, jdbi, jdbi, new ReentrantLock(), Presence.untold(), reading::close),
          database);
    } catch (SQLException e) {
      throw new LedgerException("the ledger could not be opened: " + e.getMessage(), e);
    }
  }

  /**
   * The same database over another connection, for looking only: a long look is in nobody's way.
   */
  LedgerDatabase toLook() {
    if (database != null) {
      return openToRead(database);
    }
    Connections same = connections;
    return new LedgerDatabase(
        new Connections(
            same.dialect(), same.writes(), same.reads(), null, same.presence(), () -> {}),
        null);
  }

  /** Whether others may write at any time, so that nothing read may be kept. */
  boolean isShared() {
    return connections.dialect().isShared();
  }

  Dialect dialect() {
    return connections.dialect();
  }

  /** All of the work in one durable commit, or nothing of it. */
  <T> T write(Function<Handle, T> work) {
    return write(work, () -> {});
  }

  /**
   * @param work may be done several times, if others are in its way; only the last one is stored
   * @param undone what to do when nothing of the work was stored, before anybody else may write
   */
  <T> T write(Function<Handle, T> work, Runnable undone) {
    connections.presence().admit();
    writer.lock();
    try {
      return connections.presence().ask(() -> tryToWrite(work, undone));
    } finally {
      writer.unlock();
    }
  }

  private <T> T tryToWrite(Function<Handle, T> work, Runnable undone) {
    for (int n = 1; ; n++) {
      try {
        T done = connections.writes().inTransaction(work::apply);
        connections.presence().answered();
        return done;
      } catch (JdbiException e) {
        undone.run();
        if (n == TRIES || !isWorthAnotherTry(e)) {
          throw failure(e);
        }
        LOG.debug("others were in the way of a transaction; it is tried again: {}", e.toString());
      } catch (RuntimeException e) {
        undone.run();
        throw e;
      }
    }
  }

  private LedgerException failure(JdbiException e) {
    return isAway(e)
        ? new UnclearCommitException(connections.presence().missed(e), e)
        : new LedgerException("the ledger could not be written: " + e.getMessage(), e);
  }

  private boolean isAway(JdbiException e) {
    return isShared() && PostgresLedger.isAway(e);
  }

  private static boolean isWorthAnotherTry(Throwable trouble) {
    for (Throwable cause = trouble; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql
          && sql.getSQLState() != null
          && TRY_AGAIN.contains(sql.getSQLState())) {
        return true;
      }
    }
    return false;
  }

  <T> T read(Function<Handle, T> work) {
    return connections.presence().ask(() -> tryToRead(work));
  }

  private <T> T tryToRead(Function<Handle, T> work) {
    ReentrantLock reader = connections.reader();
    if (reader != null) {
      reader.lock();
    }
    try {
      T found = connections.reads().withHandle(work::apply);
      connections.presence().answered();
      return found;
    } catch (JdbiException e) {
      if (isAway(e)) {
        throw new LedgerAwayException(connections.presence().missed(e), e);
      }
      throw new LedgerException("the ledger could not be read: " + e.getMessage(), e);
    } finally {
      if (reader != null) {
        reader.unlock();
      }
    }
  }

  @Override
  public void close() {
    writer.lock();
    ReentrantLock reader = connections.reader();
    if (reader != null) {
      reader.lock();
    }
    try {
      connections.closing().close();
    } catch (SQLException e) {
      throw new LedgerException("the ledger could not be closed: " + e.getMessage(), e);
    } finally {
      if (reader != null) {
        reader.unlock();
      }
      writer.unlock();
    }
  }
}
