package dev.omnihuman.ledger;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteConfig.TransactionMode;
import org.sqlite.SQLiteDataSource;

/** The embedded ledger: one SQLite file, whose commits survive a power cut. */
public final class SqliteLedger {

  static final int BUSY_TIMEOUT_MILLIS = 10_000;

  /** 8 MiB: the rows of thousands of open jobs are not read again at each step. */
  private static final int CACHE_PAGES = 2_000;

  /** 16 MiB of log: a page that changes often is copied into the database seldom. */
  private static final int CHECKPOINT_PAGES = 4_000;

  private static final String NATIVE_LIBRARY = "org.sqlite.tmpdir";

  private SqliteLedger() {}

  /**
   * Opens the ledger, and makes it if it is not there.
   *
   * @param home where the file {@code ledger.db} lies, on a local disk
   * @throws LedgerException if it cannot be opened
   */
  public static JobLedger open(Path home, LedgerRules rules) {
    prepare(home);
    return new SqlJobLedger(LedgerDatabase.open(dataSource(home.resolve("ledger.db"))), rules);
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
    SQLiteDataSource database = new SQLiteDataSource(config);
    database.setUrl("jdbc:sqlite:" + file);
    return database;
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
      try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(folder, "sqlite-*")) {
        for (Path leftover : leftovers) {
          Files.deleteIfExists(leftover);
        }
      }
    } catch (IOException e) {
      throw new LedgerException("the folder %s cannot be used: %s".formatted(folder, e), e);
    }
    System.setProperty(NATIVE_LIBRARY, folder.toString());
  }
}
