package dev.omnihuman.ledger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteErrorCode;

/**
 * The file of the embedded ledger, looked at before it is opened. Looking changes nothing in it,
 * and may be done while another process works with the ledger; SQLite may leave an empty log beside
 * it.
 */
public final class LedgerFile {

  static final String NAME = "ledger.db";

  private static final String MAPPED_BYTES = String.valueOf(1L << 30);

  private final Path file;

  /**
   * @param home where {@code ledger.db} lies
   */
  public LedgerFile(Path home) {
    this.file = home.resolve(NAME);
  }

  public Path path() {
    return file;
  }

  /** The write-ahead log: what is not yet in the file. SQLite throws it away with the file. */
  public Path log() {
    return file.resolveSibling("ledger.db-wal");
  }

  /** In bytes; 0 if the file is not there. */
  public long size() {
    return size(file);
  }

  /** In bytes; 0 if there is none. */
  public long logSize() {
    return size(log());
  }

  private static long size(Path path) {
    try {
      return Files.size(path);
    } catch (IOException e) {
      return 0;
    }
  }

  /**
   * What is broken in the file. A ledger of 100,000 jobs (131 MB) is looked through in 0.25 s, in
   * 0.5 s if nothing of it is in memory; one of 1,000 jobs in 5 ms.
   *
   * @return empty if it is sound
   * @throws LedgerException if it cannot be looked at; that says nothing of its content
   */
  public Optional<String> damage() {
    try (Connection connection = readOnly().getConnection();
        Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery("PRAGMA quick_check(1)")) {
      String words = found.next() ? found.getString(1) : "nothing was found";
      return words.equals("ok") ? Optional.empty() : Optional.of(oneLine(words));
    } catch (SQLException e) {
      if (isDamage(e)) {
        return Optional.of(oneLine(String.valueOf(e.getMessage())));
      }
      throw new LedgerException(
          "the ledger %s cannot be read: %s".formatted(file, e.getMessage()), e);
    }
  }

  static boolean isDamage(SQLException e) {
    int primary = e.getErrorCode() & 0xff;
    return primary == SQLiteErrorCode.SQLITE_CORRUPT.code
        || primary == SQLiteErrorCode.SQLITE_NOTADB.code;
  }

  private static String oneLine(String words) {
    return words.strip().replaceAll("\\s+", " ");
  }

  /**
   * Which schema the file has.
   *
   * @throws LedgerException if it cannot be read
   */
  public SchemaVersions versions() {
    return SchemaVersions.of(readOnly());
  }

  private SQLiteDataSource readOnly() {
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    // Pages that lie side by side are then read together: 0.5 s instead of 7, for 100,000 jobs from
    // a cold disk.
    config.setPragma(SQLiteConfig.Pragma.MMAP_SIZE, MAPPED_BYTES);
    config.setBusyTimeout(SqliteLedger.BUSY_TIMEOUT_MILLIS);
    SQLiteDataSource database = new SQLiteDataSource(config);
    database.setUrl("jdbc:sqlite:" + file);
    return database;
  }
}
