package dev.omnihuman.ledger;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** The ledger of several nodes: a PostgreSQL server, whose commits survive a power cut. */
public final class PostgresLedger {

  private static final int CONNECT_SECONDS = 5;

  /** Above the server's own limits for a statement, so that its words reach us. */
  private static final int SOCKET_SECONDS = 40;

  /** Without one of these a commit that was acknowledged may be lost, and with it what was paid. */
  private static final List<String> MUST_BE_ON = List.of("fsync", "full_page_writes");

  private static final String COMMIT = "synchronous_commit";

  /**
   * Where the server is.
   *
   * @param url for JDBC
   * @param application by what name the server knows this process
   */
  public record Address(String url, String user, String password, String application) {

    /** No password in any log. */
    @Override
    public String toString() {
      return url.split("\\?", 2)[0];
    }
  }

  private final Address address;
  private final DataSource database;

  public PostgresLedger(Address address) {
    this.address = address;
    PGSimpleDataSource server = new PGSimpleDataSource();
    server.setURL(address.url());
    if (!address.user().isEmpty()) {
      server.setUser(address.user());
    }
    if (!address.password().isEmpty()) {
      server.setPassword(address.password());
    }
    server.setApplicationName(address.application());
    server.setConnectTimeout(CONNECT_SECONDS);
    server.setLoginTimeout(CONNECT_SECONDS);
    server.setSocketTimeout(SOCKET_SECONDS);
    server.setTcpKeepAlive(true);
    this.database = server;
  }

  /**
   * Opens the ledger, and makes its tables if they are not there.
   *
   * @throws LedgerException if it cannot be opened
   */
  public JobLedger open(LedgerRules rules, LedgerListener listener) {
    Presence presence = new Presence(address.toString(), true, System::nanoTime);
    return new SqlJobLedger(LedgerDatabase.open(database, presence), rules, listener);
  }

  /**
   * Opens the ledger for looking only.
   *
   * @param member whose manifests and gates are meant where one is named
   * @throws LedgerException if there is none, or if its tables are not those that this program
   *     knows
   */
  public LedgerReader openToRead(Member member) {
    return SqlLedgerReader.open(database, member);
  }

  /**
   * @throws LedgerException if it cannot be read
   */
  public SchemaVersions versions() {
    return SchemaVersions.of(database);
  }

  /** Whether any job is in it; its tables must be there. */
  public boolean isEmpty() {
    return ask("SELECT 1 FROM job LIMIT 1").isEmpty();
  }

  /**
   * Copies the ledger, as it is at one instant, into a new SQLite file, also while nodes work with
   * it.
   *
   * @param fresh must not exist; whole only when this returns
   * @throws MoveRefusedException if there is no ledger, or if a newer program has made it
   * @throws LedgerException if it could not be copied
   */
  public void exportTo(Path fresh) {
    SqliteLedger.exporting(() -> LedgerExport.ofServer(database, fresh));
  }

  /**
   * Fills the ledger, in which there must be no job, with another one.
   *
   * @param lease how long a node may give no sign of life and still be at work
   * @param beforeCommit done when all is written, and before anybody could begin with it
   * @throws MoveRefusedException if a job is in it, if nodes are at work, or if a newer program has
   *     made it; nothing was changed
   * @throws LedgerException if it could not be filled; nothing of it is stored, unless its server
   *     went away just then
   */
  public void fill(SavedLedger saved, Duration lease, Runnable beforeCommit) {
    LedgerImport.intoServer(database, saved, lease, beforeCommit);
  }

  /** What the server calls itself. */
  public String version() {
    return ask("SHOW server_version").orElse("");
  }

  /**
   * Its settings that let a commit be lost which it has acknowledged.
   *
   * @return empty if there are none
   * @throws LedgerException if it cannot be asked
   */
  public Optional<String> weakness() {
    for (String setting : MUST_BE_ON) {
      if (!ask("SHOW " + setting).equals(Optional.of("on"))) {
        return Optional.of(setting + " = off");
      }
    }
    return ask("SHOW " + COMMIT).filter("off"::equals).map(off -> COMMIT + " = off");
  }

  /** Whether a failure says that the server is away for now, and not that it refuses us. */
  public static boolean isAway(Throwable trouble) {
    for (Throwable cause = trouble; cause != null; cause = cause.getCause()) {
      if (cause instanceof LedgerAwayException) {
        return true;
      }
      if (cause instanceof SQLException sql && sql.getSQLState() != null) {
        // 08: no connection. 57P0x: it starts or stops. 53300: too many connections.
        return sql.getSQLState().startsWith("08")
            || sql.getSQLState().startsWith("57P")
            || sql.getSQLState().equals("53300");
      }
    }
    return false;
  }

  private Optional<String> ask(String question) {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement();
        ResultSet answer = statement.executeQuery(question)) {
      return answer.next() ? Optional.ofNullable(answer.getString(1)) : Optional.empty();
    } catch (SQLException e) {
      throw new LedgerException(
          "the ledger %s cannot be asked: %s".formatted(address, e.getMessage()), e);
    }
  }
}
