package dev.omnihuman.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.omnihuman.settings.SettingsException;
import dev.omnihuman.testing.FakeGateway;
import dev.omnihuman.testing.TestJobs;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What must be right before anything is spent, and what is said where it is not. */
class StartUpTest {

  private static final int PAGE = 4096;

  private final FakeGateway gateway = new FakeGateway();

  @TempDir Path directory;
  private Path home;
  private Path ledger;
  private TestBench bench;

  @BeforeEach
  void prepare() {
    home = directory.resolve("home");
    ledger = home.resolve("ledger.db");
    bench = new TestBench(home, gateway.origin());
  }

  @AfterEach
  void stop() {
    bench.close();
    gateway.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"working/a.json", "done/a.json", "done/A.JSON"})
  void a_missing_ledger_is_refused_where_manifests_lie_that_it_knew(String manifest)
      throws Exception {
    put(manifest, TestBench.manifest("a"));

    assertRefused("the ledger " + ledger + " is missing", manifest.substring(0, 4), "backup");
    assertThat(home.resolve(manifest)).exists();
    assertThat(ledger).as("an empty one would let the next start pass").doesNotExist();

    Files.delete(home.resolve(manifest));
    bench.start();
  }

  @Test
  void an_empty_ledger_is_as_bad_as_none() throws Exception {
    put("done/a.json", TestBench.manifest("a"));
    Files.createFile(ledger);
    assertRefused("the ledger " + ledger + " is missing");

    try (Connection made = DriverManager.getConnection("jdbc:sqlite:" + ledger);
        Statement statement = made.createStatement()) {
      statement.execute("CREATE TABLE other (x)");
      statement.execute("DROP TABLE other");
    }
    assertRefused("the ledger " + ledger + " is empty", "(1)");
  }

  @Test
  void notes_and_hidden_files_do_not_stand_for_a_ledger() throws Exception {
    put("done/a.duplicate.txt", "text");
    put("working/.a.json", "{}");
    put("failed/a.json", "{}");

    bench.start();

    assertThat(ledger).exists();
  }

  @Test
  void a_missing_ledger_is_refused_where_its_log_is_left_because_sqlite_would_delete_the_log()
      throws Exception {
    put("ledger.db-wal", "what was paid for last");

    assertRefused("the ledger " + ledger + " is missing and its log");

    assertThat(home.resolve("ledger.db-wal")).hasContent("what was paid for last");
  }

  @Test
  void a_damaged_ledger_is_refused_and_one_copy_is_kept_of_it() throws Exception {
    makeLedger();
    damage();
    byte[] damaged = Files.readAllBytes(ledger);

    for (int start = 1; start <= 3; start++) {
      assertRefused("the ledger " + ledger + " is damaged", "a copy is kept as", ".recover");
    }

    assertThat(ledger).hasBinaryContent(damaged);
    assertThat(copies()).singleElement().asString().matches("ledger\\.db\\.corrupt-\\d{8}T\\d{6}Z");
    assertThat(home.resolve(copies().get(0))).hasBinaryContent(damaged);
  }

  @Test
  void the_log_of_a_damaged_ledger_is_kept_beside_the_copy() throws Exception {
    makeLedger();
    damage();
    put("ledger.db-wal", "what was paid for last");

    assertRefused("the ledger " + ledger + " is damaged");

    String copy = copies().get(0);
    assertThat(copies()).containsExactly(copy, copy + "-wal");
    assertThat(home.resolve(copy + "-wal")).hasContent("what was paid for last");
  }

  @Test
  void a_file_that_is_no_ledger_at_all_is_refused() throws Exception {
    put("ledger.db", "This was once the notes of somebody who saved them under a strange name.\n");

    assertRefused("the ledger " + ledger + " is damaged", "not a database");

    assertThat(copies()).hasSize(1);
  }

  @Test
  void the_ledger_of_a_newer_program_is_refused() throws Exception {
    makeLedger();
    try (Connection newer = DriverManager.getConnection("jdbc:sqlite:" + ledger);
        Statement statement = newer.createStatement()) {
      statement.execute(
          """
          INSERT INTO flyway_schema_history
          SELECT installed_rank + 100, '99', 'later', type, 'V99__later.sql', 7, installed_by,
            installed_on, execution_time, success
          FROM flyway_schema_history WHERE version = '1'
          """);
    }

    assertRefused("has schema version 99", "no newer one than 11", "backup");
  }

  @Test
  void a_folder_that_cannot_be_used_is_named_with_its_owner() throws Exception {
    put("outbox", "a file in the folder's place");

    assertRefused(
        "omnihuman.folders.outbox: the folder " + home.resolve("outbox") + " cannot be used",
        "is owned by " + Files.getOwner(home).getName(),
        "runs as " + System.getProperty("user.name"));
  }

  @Test
  void one_folder_for_two_purposes_is_refused() throws Exception {
    Path link = Files.createSymbolicLink(directory.resolve("link"), Files.createDirectories(home));
    bench.with("omnihuman.folders.outbox", link.resolve("inbox").toString());

    assertRefused("omnihuman.folders.inbox and omnihuman.folders.outbox both name the folder");
  }

  @ParameterizedTest
  @ValueSource(strings = {"done", "failed", "rejected"})
  void a_folder_for_filing_on_another_file_system_is_refused(String name) throws Exception {
    Path memory = Path.of("/dev/shm");
    assumeThat(memory).as("a second file system").isWritable();
    assumeThat(Files.getFileStore(memory)).isNotEqualTo(Files.getFileStore(directory));
    Path other = Files.createTempDirectory(memory, "other");
    try {
      bench.with("omnihuman.folders." + name, other.toString());

      assertRefused(
          "omnihuman.folders.%s: %s must lie in the same file system as the working %s"
              .formatted(name, other, home.resolve("working")));
      assertThat(home.resolve("working")).isEmptyDirectory();
    } finally {
      Files.delete(other);
    }
  }

  @Test
  void a_check_leaves_no_file_of_its_own_in_a_folder() throws Exception {
    bench.start();

    for (String folder : List.of("inbox", "working", "outbox", "done", "failed", "rejected")) {
      assertThat(home.resolve(folder)).isDirectoryNotContaining("glob:**.probe-*");
    }
  }

  private void assertRefused(String... words) {
    assertThatThrownBy(bench::start)
        .isInstanceOf(SettingsException.class)
        .hasMessageContainingAll(words)
        .extracting(Throwable::getMessage)
        .asString()
        .doesNotContain("\n");
    assertThat(gateway.submits()).isEmpty();
  }

  private void put(String file, String text) throws IOException {
    Files.createDirectories(home.resolve(file).getParent());
    Files.writeString(home.resolve(file), text);
  }

  private void makeLedger() {
    try (TestJobs jobs = new TestJobs(home)) {
      jobs.submitted("a");
    }
  }

  private void damage() throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(ledger.toFile(), "rw")) {
      for (long page = 2; page < file.length() / PAGE; page++) {
        file.seek(page * PAGE);
        file.write("these bytes are of another file".getBytes());
      }
    }
  }

  private List<String> copies() throws IOException {
    return TestBench.names(home).stream().filter(name -> name.contains(".corrupt-")).toList();
  }
}
