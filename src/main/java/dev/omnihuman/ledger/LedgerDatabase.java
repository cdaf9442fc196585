package dev.omnihuman.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.StatementExceptions;

/**
 * Two connections to the ledger's database, kept for life: one that writes, one transaction at a
 * time, and one that only reads, so that looking never waits for a disk's flush.
 */
final class LedgerDatabase implements AutoCloseable {

  private final ReentrantLock writer = new ReentrantLock();
  private final ReentrantLock reader = new ReentrantLock();
  private final DataSource database;
  private final Connection writing;
  private final Connection reading;
  private final Jdbi writes;
  private final Jdbi reads;

  private LedgerDatabase(DataSource database, Connection writing, Connection reading) {
    this.database = database;
    this.writing = writing;
    this.reading = reading;
    this.writes = over(writing);
    this.reads = over(reading);
  }

  /** Jdbi's own messages hold every value of a statement, and links may be signed. */
  private static Jdbi over(Connection connection) {
    Jdbi jdbi = Jdbi.create(connection);
    jdbi.getConfig(StatementExceptions.class)
        .setMessageRendering(StatementExceptions.MessageRendering.NONE);
    return jdbi;
  }

  /** Brings the schema up to date and connects. */
  static LedgerDatabase open(DataSource database) {
    try {
      migrations(database).migrate();
      return new LedgerDatabase(database, database.getConnection(), database.getConnection());
    } catch (FlywayException | SQLException e) {
      throw new LedgerException("the ledger could not be opened: " + e.getMessage(), e);
    }
  }

  static Flyway migrations(DataSource database) {
    return Flyway.configure().dataSource(database).locations("classpath:db/migration").load();
  }

  /** Connects without any change to the database; nothing may be written then. */
  static LedgerDatabase openToRead(DataSource database) {
    try {
      Connection reading = database.getConnection();
      return new LedgerDatabase(database, reading, reading);
    } catch (SQLException e) {
      throw new LedgerException("the ledger could not be opened: " + e.getMessage(), e);
    }
  }

  /**
   * The same database over another connection, for looking only: a long look is in nobody's way.
   */
  LedgerDatabase toLook() {
    return openToRead(database);
  }

  /** All of the work in one durable commit, or nothing of it. */
  <T> T write(Function<Handle, T> work) {
    return write(work, () -> {});
  }

  /**
   * @param undone what to do when nothing of the work was stored, before anybody else may write
   */
  <T> T write(Function<Handle, T> work, Runnable undone) {
    writer.lock();
    try {
      return writes.inTransaction(work::apply);
    } catch (JdbiException e) {
      undone.run();
      throw new LedgerException("the ledger could not be written: " + e.getMessage(), e);
    } catch (RuntimeException e) {
      undone.run();
      throw e;
    } finally {
      writer.unlock();
    }
  }

  <T> T read(Function<Handle, T> work) {
    reader.lock();
    try {
      return reads.withHandle(work::apply);
    } catch (JdbiException e) {
      throw new LedgerException("the ledger could not be read: " + e.getMessage(), e);
    } finally {
      reader.unlock();
    }
  }

  @Override
  public void close() {
    writer.lock();
    reader.lock();
    try (reading;
        writing) {
      // Closing is all there is to do.
    } catch (SQLException e) {
      throw new LedgerException("the ledger could not be closed: " + e.getMessage(), e);
    } finally {
      reader.unlock();
      writer.unlock();
    }
  }
}
