package dev.omnihuman.ledger;

import dev.omnihuman.folders.DurableFiles;
import dev.omnihuman.job.JobState;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
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
        LedgerDatabase.open(dataSource(home.resolve(LedgerFile.NAME))), rules, listener);
  }

  /**
   * Opens the ledger for looking only, also while a running instance works with it.
   *
   * @throws LedgerException if there is none, or if its tables are not those that this program
   *     knows
   */
  public static LedgerReader openToRead(Path home) {
    Path file = home.resolve(LedgerFile.NAME);
    if (!Files.isRegularFile(file)) {
      throw new LedgerException(
          "%s holds no ledger; nothing has run there yet".formatted(home), null);
    }
    prepareToLook(home);
    return SqlLedgerReader.open(readOnly(file), Member.ALONE);
  }

  /**
   * One more connection that only looks, for the process that works in the home: what takes long
   * then keeps nobody else from looking.
   *
   * @throws LedgerException if it cannot be opened
   */
  public static LedgerReader openBeside(Path home) {
    return SqlLedgerReader.open(readOnly(home.resolve(LedgerFile.NAME)), Member.ALONE);
  }

  /**
   * Copies the ledger, as it is at one instant, into a new file, also while a running instance
   * works with it.
   *
   * @param fresh must not exist; whole only when this returns
   * @throws MoveRefusedException if there is no ledger, or if a newer program has made it
   * @throws LedgerException if it could not be copied
   */
  public static void exportTo(Path home, Path fresh) {
    Path file = home.resolve(LedgerFile.NAME);
    if (!Files.isRegularFile(file)) {
      throw new MoveRefusedException("%s holds no ledger".formatted(home));
    }
    prepareToLook(home);
    LedgerExport.refuseNewer(new LedgerFile(home).versions());
    exporting(() -> LedgerExport.ofFile(readOnly(file), fresh));
  }

  /** What copies may fail with. */
  interface Export {
    void run() throws SQLException;
  }

  static void exporting(Export export) {
    try {
      export.run();
    } catch (SQLException e) {
      throw new LedgerException("the ledger could not be copied: " + SqlWords.of(e), e);
    }
  }

  /**
   * How many jobs a copy holds, in each state that has any.
   *
   * @throws LedgerException if it is none
   */
  public static Map<JobState, Long> jobsIn(Path copy) {
    return LedgerExport.jobs(readOnly(copy));
  }

  /**
   * Makes a copy outlive a power cut, and gives it the name that it is meant for.
   *
   * @throws java.nio.file.FileAlreadyExistsException if the name is taken; the copy stays
   */
  public static void publish(Path copy, Path file) throws IOException {
    SavedLedger.publish(copy, file);
  }

  /**
   * Makes a saved ledger that of a home, in which nobody else works. One without a job that is
   * there is set aside.
   *
   * @throws MoveRefusedException if a job is in the home's ledger; nothing was changed
   */
  public static void fill(Path home, SavedLedger saved) {
    Path file = home.resolve(LedgerFile.NAME);
    try {
      if (Files.exists(file)) {
        LedgerImport.requireNoJob(dataSource(file));
        setAside(home, LedgerFile.NAME + ".empty");
      }
      saved.become(file);
    } catch (IOException e) {
      throw new LedgerException("%s could not be made: %s".formatted(file, e), e);
    }
  }

  /**
   * Gives the home's ledger another name, with all that its log holds. Nobody may have it open but
   * readers.
   *
   * @return the first free name of the kind
   * @throws LedgerException if its log cannot be brought into it
   */
  public static Path setAside(Path home, String name) {
    Path file = home.resolve(LedgerFile.NAME);
    try (Connection connection = dataSource(file).getConnection();
        Statement statement = connection.createStatement();
        ResultSet checkpoint = statement.executeQuery("PRAGMA wal_checkpoint(TRUNCATE)")) {
      if (!checkpoint.next() || checkpoint.getInt(1) != 0) {
        throw new LedgerException(
            "%s is being read, such as by jobs --watch; end that first".formatted(file), null);
      }
    } catch (SQLException e) {
      throw new LedgerException("%s cannot be closed: %s".formatted(file, SqlWords.of(e)), e);
    }
    try {
      // Another ledger of the same name must not find the log of this one.
      Files.deleteIfExists(home.resolve(LedgerFile.NAME + "-wal"));
      Files.deleteIfExists(home.resolve(LedgerFile.NAME + "-shm"));
      Path aside = DurableFiles.renameInto(file, home, name);
      DurableFiles.syncFolder(home);
      return aside;
    } catch (IOException e) {
      throw new LedgerException("%s cannot be renamed: %s".formatted(file, e), e);
    }
  }

  static SQLiteDataSource readOnly(Path file) {
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

  /** The same for who only looks, and for whom another process may work in the home. */
  public static void prepareToLook(Path home) {
    // Who may not write there unpacks elsewhere.
    Path folder = home.resolve("tmp").resolve(READERS);
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
