package dev.omnihuman.ledger;

import dev.omnihuman.folders.DurableFiles;
import dev.omnihuman.job.Gate;
import dev.omnihuman.job.JobState;
import dev.omnihuman.job.Origin;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * A ledger in a file that was made by {@code ledger export}, or that another home had, to be put
 * into an empty place. The file itself is only read: what is changed for the new place is changed
 * in a copy of our own, brought up to date, which is deleted at the end.
 */
public final class SavedLedger implements AutoCloseable {

  private static final String FOLDERS = "import-";
  private static final int NAMED = 10;

  private final Path folder;
  private final Path file;

  private SavedLedger(Path folder) {
    this.folder = folder;
    this.file = folder.resolve(LedgerFile.NAME);
  }

  /**
   * @param saved any file
   * @param home whose folder {@code tmp} takes the copy; nobody else works in it
   * @throws MoveRefusedException if it is no ledger that this program can read
   */
  public static SavedLedger of(Path saved, Path home) {
    SavedLedger ledger = new SavedLedger(newFolder(home.resolve("tmp")));
    try {
      ledger.read(saved);
      return ledger;
    } catch (RuntimeException e) {
      ledger.close();
      throw e;
    }
  }

  private static Path newFolder(Path parent) {
    try {
      Files.createDirectories(parent);
      try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(parent, FOLDERS + "*")) {
        for (Path leftover : leftovers) {
          delete(leftover);
        }
      }
      return Files.createTempDirectory(parent, FOLDERS);
    } catch (IOException e) {
      throw new LedgerException("the folder %s cannot be used: %s".formatted(parent, e), e);
    }
  }

  private void read(Path saved) {
    if (!Files.isRegularFile(saved)) {
      throw new MoveRefusedException("%s is no file".formatted(saved));
    }
    try {
      LedgerExport.ofFile(SqliteLedger.readOnly(saved), file);
    } catch (SQLException e) {
      if (LedgerFile.isDamage(e)) {
        throw noLedger(saved, SqlWords.of(e));
      }
      throw new LedgerException("%s could not be copied: %s".formatted(saved, SqlWords.of(e)), e);
    }
    LedgerFile copy = new LedgerFile(folder);
    copy.damage()
        .ifPresent(
            damage -> {
              throw noLedger(saved, "it is damaged: " + damage);
            });
    SchemaVersions versions = copy.versions();
    if (versions.stored().isEmpty()) {
      throw noLedger(saved, "it has no tables of this program");
    }
    if (versions.isNewerThanProgram()) {
      throw new MoveRefusedException(
          "%s has schema version %s, and this program knows no newer one than %s; use the newer program that made it"
              .formatted(saved, versions.stored().orElseThrow(), versions.known()));
    }
    try {
      LedgerDatabase.migrations(database()).migrate();
    } catch (FlywayException e) {
      throw noLedger(saved, "its tables cannot be brought up to date: " + e.getMessage());
    }
  }

  private static MoveRefusedException noLedger(Path saved, String words) {
    return new MoveRefusedException("%s is no ledger: %s".formatted(saved, words));
  }

  DataSource database() {
    return unshared(file);
  }

  /** A file that nobody else has yet, and that is flushed when it is whole. */
  static SQLiteDataSource unshared(Path file) {
    SQLiteConfig config = new SQLiteConfig();
    config.enforceForeignKeys(true);
    config.setSynchronous(SQLiteConfig.SynchronousMode.OFF);
    SQLiteDataSource database = new SQLiteDataSource(config);
    database.setUrl("jdbc:sqlite:" + file);
    return database;
  }

  /** How many jobs there are in each state that has any. */
  public Map<JobState, Long> jobs() {
    return LedgerExport.jobs(database());
  }

  /**
   * Makes it the ledger of a node. What the node's own home had without a name gets its site; what
   * a dead process held is due; its submits under way look as if the node itself had begun them, so
   * that its start puts them in doubt.
   */
  public void settleAmongNodes(Member member, Instant now) {
    change(
        handle -> {
          leaveThePlace(handle);
          handle.execute("UPDATE job SET site = ? WHERE site = ''", member.site());
          handle.execute(
              """
              UPDATE job SET version = version + 1, lease_until = NULL, lease_owner = NULL,
                due_at = ?
              WHERE finished_at IS NULL AND lease_until IS NOT NULL AND state <> 'SUBMITTING'
              """,
              now.toEpochMilli());
          handle.execute(
              "UPDATE job SET lease_owner = ? WHERE state = 'SUBMITTING'", member.node());
        });
  }

  /**
   * Makes it the ledger of a home alone. Its start takes over what is leased. Jobs of other folders
   * that have ended keep the name of these: their manifests are not in ours.
   *
   * @param own the name that the home's folders have among nodes; null: they have none yet, and are
   *     taken for those of the jobs
   * @throws MoveRefusedException if open jobs have manifests in other folders
   */
  public void settleAlone(@Nullable String own) {
    List<String> open = sites("WHERE finished_at IS NULL");
    List<String> all = open.isEmpty() ? sites("") : open;
    String ours = own != null || all.size() != 1 ? own : all.get(0);
    List<String> strange = open.stream().filter(site -> !site.equals(ours)).toList();
    if (!strange.isEmpty()) {
      throw new MoveRefusedException(
          "%d open jobs have their manifests in folders that are not this home's (%s): %s; let them end, or abandon them, where they are, and export again"
              .formatted(countOpenIn(strange), String.join(", ", strange), someOpenIn(strange)));
    }
    change(
        handle -> {
          leaveThePlace(handle);
          if (ours != null) {
            handle.execute("UPDATE job SET site = '' WHERE site = ?", ours);
          }
        });
  }

  /**
   * What is true of the old machine only. A start looks at its own disk before it does anything.
   */
  private static void leaveThePlace(Handle handle) {
    handle.execute("DELETE FROM node");
    handle.execute("DELETE FROM gate WHERE node <> ''");
    for (Gate gate : Arrays.stream(Gate.values()).filter(Gate::isOfNode).toList()) {
      handle.execute("DELETE FROM gate WHERE gate = ?", gate.name());
    }
  }

  /** The names of folders; jobs that came as messages lie in none. */
  private List<String> sites(String where) {
    return ask(
        handle ->
            handle
                .createQuery("SELECT DISTINCT site FROM job <where> ORDER BY site")
                .define("where", where)
                .mapTo(String.class)
                .filter(site -> !site.isEmpty() && !site.equals(Origin.BUS))
                .list());
  }

  private long countOpenIn(List<String> sites) {
    return ask(
        handle ->
            handle
                .createQuery(
                    "SELECT COUNT(*) FROM job WHERE finished_at IS NULL AND site IN (<sites>)")
                .bindList("sites", sites)
                .mapTo(Long.class)
                .one());
  }

  private String someOpenIn(List<String> sites) {
    List<String> files =
        ask(
            handle ->
                handle
                    .createQuery(
                        """
                        SELECT manifest_file FROM job
                        WHERE finished_at IS NULL AND site IN (<sites>) ORDER BY id LIMIT :named
                        """)
                    .bindList("sites", sites)
                    .bind("named", NAMED + 1)
                    .mapTo(String.class)
                    .list());
    return files.stream().limit(NAMED).collect(Collectors.joining(", "))
        + (files.size() > NAMED ? " …" : "");
  }

  private <T> T ask(Function<Handle, T> question) {
    return Jdbi.create(database()).withHandle(question::apply);
  }

  private void change(Consumer<Handle> work) {
    try {
      Jdbi.create(database()).useTransaction(work::accept);
    } catch (JdbiException e) {
      throw new LedgerException(
          "the ledger cannot be made that of this place: " + SqlWords.of(e), e);
    }
  }

  /**
   * Becomes the ledger of a home that has none. It is there at once and whole.
   *
   * @throws java.nio.file.FileAlreadyExistsException if there is one
   */
  void become(Path ledgerFile) throws IOException {
    publish(file, ledgerFile);
  }

  /** No connection to it may be open in this process: to close the file takes SQLite's locks. */
  static void publish(Path copy, Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(copy, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    DurableFiles.moveNoReplace(copy, file);
    DurableFiles.syncFolder(file.resolveSibling(""));
  }

  @Override
  public void close() {
    try {
      delete(folder);
    } catch (IOException e) {
      throw new LedgerException("%s cannot be deleted: %s".formatted(folder, e), e);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
