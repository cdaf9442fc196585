package dev.omnihuman.ledger;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteConfig.TransactionMode;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteDataSource;

/** The embedded ledger: one SQLite file, whose commits survive a power cut. */
public final class SqliteLedger {

  static final int BUSY_TIMEOUT_MILLIS = 10_000;

  /** 8 MiB: the rows of thousands of open jobs are not read again at each step. */
  private static final int CACHE_PAGES = 2_000;

  /** 16 MiB of log: a page that changes often is copied into the database seldom. */
  private static final int CHECKPOINT_PAGES = 4_000;

  private static final String NATIVE_LIBRARY = "org.sqlite.tmpdir";

  /** Under {@code tmp}: a reader must not disturb the instance that works there. */
  private static final String READERS = "readers";

  /** A younger copy may belong to a reader that is just starting. */
  private static final Duration LEFT_OVER = Duration.ofHours(1);

  private SqliteLedger() {}

  /**
   * Opens the ledger, and makes it if it is not there.
   *
   * @param home where the file {@code ledger.db} lies, on a local disk
   * @throws LedgerException if it cannot be opened
   */
  public static JobLedger open(Path home, LedgerRules rules) {
    return open(home, rules, LedgerListener.NONE);
  }

  /**
   * The same, and tells somebody of what is stored.
   *
   * @throws LedgerException if it cannot be opened
   */
  public static JobLedger open(Path home, LedgerRules rules, LedgerListener listener) {
    prepare(home);
    clearAwayAfterReaders(
        home.resolve("tmp").resolve(READERS), rules.clock().instant().minus(LEFT_OVER));
    return new SqlJobLedger(
        LedgerDatabase.open(dataSource(home.resolve("ledger.db"))), rules, listener);
  }

  /**
   * Opens the ledger for looking only, also while a running instance works with it.
   *
   * @throws LedgerException if there is none, or if its tables are not those that this program
   *     knows
   */
  public static LedgerReader openToRead(Path home) {
    Path file = home.resolve("ledger.db");
    if (!Files.isRegularFile(file)) {
      throw new LedgerException(
          "%s holds no ledger; nothing has run there yet".formatted(home), null);
    }
    unpackReadersLibraryIn(home.resolve("tmp").resolve(READERS));
    return SqlLedgerReader.open(readOnly(file), Member.ALONE);
  }

  /**
   * One more connection that only looks, for the process that works in the home: what takes long
   * then keeps nobody else from looking.
   *
   * @throws LedgerException if it cannot be opened
   */
  public static LedgerReader openBeside(Path home) {
    return SqlLedgerReader.open(readOnly(home.resolve("ledger.db")), Member.ALONE);
  }

  private static SQLiteDataSource readOnly(Path file) {
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    config.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
    SQLiteDataSource database = new SQLiteDataSource(config);
    database.setUrl("jdbc:sqlite:" + file);
    return database;
  }

  static SQLiteDataSource dataSource(Path file) {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(JournalMode.WAL);
    // FULL: a commit that was acknowledged is on the disk. NORMAL loses the latest at a power cut.
    config.setSynchronous(SynchronousMode.FULL);
    config.setTransactionMode(TransactionMode.IMMEDIATE);
    config.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
    config.enforceForeignKeys(true);
    config.setCacheSize(CACHE_PAGES);
    config.setWalAutocheckpoint(CHECKPOINT_PAGES);
    SQLiteDataSource database = new FullyFlushed(config);
    database.setUrl("jdbc:sqlite:" + file);
    return database;
  }

  /**
   * macOS flushes to the disk's cache only, unless it is asked for more; elsewhere this changes
   * nothing. The driver's own setting for it has a wrong name in it, and does nothing.
   */
  private static final class FullyFlushed extends SQLiteDataSource {

    FullyFlushed(SQLiteConfig config) {
      super(config);
    }

    @Override
    public SQLiteConnection getConnection(@Nullable String user, @Nullable String password)
        throws SQLException {
      SQLiteConnection connection = super.getConnection(user, password);
      try (Statement statement = connection.createStatement()) {
        statement.execute("PRAGMA fullfsync = 1");
      } catch (SQLException e) {
        connection.close();
        throw e;
      }
      return connection;
    }
  }

  /**
   * Before a home's ledger is first touched, by the one process that works in the home: lets SQLite
   * unpack its native library there. A killed process leaves its copy behind; in a folder of our
   * own we can clear it away.
   */
  public static void prepare(Path home) {
    Path folder = home.resolve("tmp");
    if (folder.toString().equals(System.getProperty(NATIVE_LIBRARY))) {
      return; // what lies there now is in use
    }
    try {
      Files.createDirectories(folder);
      clearAway(folder, leftover -> true);
    } catch (IOException e) {
      throw new LedgerException("the folder %s cannot be used: %s".formatted(folder, e), e);
    }
    System.setProperty(NATIVE_LIBRARY, folder.toString());
  }

  /** Who may only look into the home unpacks elsewhere. */
  private static void unpackReadersLibraryIn(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      return;
    }
    if (Files.isWritable(folder)) {
      System.setProperty(NATIVE_LIBRARY, folder.toString());
    }
  }

  private static void clearAwayAfterReaders(Path folder, Instant before) {
    try {
      clearAway(
          folder, leftover -> Files.getLastModifiedTime(leftover).toInstant().isBefore(before));
    } catch (IOException e) {
      // There was no reader yet, or one that ends now clears away itself.
    }
  }

  private static void clearAway(Path folder, DirectoryStream.Filter<Path> which)
      throws IOException {
    try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(folder, "sqlite-*")) {
      for (Path leftover : leftovers) {
        if (which.accept(leftover)) {
          Files.deleteIfExists(leftover);
        }
      }
    }
  }
}
