package dev.omnihuman.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import org.jdbi.v3.core.Handle;

/** In what the databases differ that a ledger can lie in. */
enum Dialect {
  /** One process alone works with it, and writes over one connection. */
  SQLITE("") {
    @Override
    void lock(Handle handle, Turn turn) {
      // Whoever writes is alone.
    }
  },

  /** Several processes may work with it. */
  POSTGRESQL("FOR UPDATE SKIP LOCKED") {
    @Override
    void lock(Handle handle, Turn turn) {
      handle
          .createQuery("SELECT pg_advisory_xact_lock(:ours, :turn)")
          .bind("ours", OURS)
          .bind("turn", turn.ordinal())
          .mapToMap()
          .one();
    }
  };

  /**
   * What must be done by one process after the other. Taken in this order, so that none waits for
   * ever.
   */
  enum Turn {
    /** To decide what becomes of manifests: the same content must not be accepted twice. */
    ACCEPT,
    /**
     * To let submits begin, and to learn from their answers: gates, lane and caps are everybody's.
     */
    SUBMIT
  }

  /** Any number that others who use the database's locks do not use. */
  private static final int OURS = 0x6f6d6e69;

  private final String skipLocked;

  Dialect(String skipLocked) {
    this.skipLocked = skipLocked;
  }

  /** Behind a SELECT: its rows become the caller's, and those that are another's are left out. */
  String skipLocked() {
    return skipLocked;
  }

  /** Whether others may write at any time, so that nothing read may be kept. */
  boolean isShared() {
    return this == POSTGRESQL;
  }

  /** Until the transaction ends, nobody else has this turn. */
  abstract void lock(Handle handle, Turn turn);

  static Dialect of(Connection connection) throws SQLException {
    String product = connection.getMetaData().getDatabaseProductName();
    return switch (product) {
      case "SQLite" -> SQLITE;
      case "PostgreSQL" -> POSTGRESQL;
      default -> throw new SQLException("no ledger can lie in " + product);
    };
  }
}
