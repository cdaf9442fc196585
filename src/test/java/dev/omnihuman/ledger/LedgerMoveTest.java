package dev.omnihuman.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.omnihuman.job.Gate;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import dev.omnihuman.job.Move;
import dev.omnihuman.job.SubmitOutcome;
import dev.omnihuman.testing.JobSteps;
import dev.omnihuman.testing.Manifests;
import dev.omnihuman.testing.PostgresServer;
import dev.omnihuman.testing.TestClock;
import dev.omnihuman.testing.TestRules;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.flywaydb.core.api.MigrationVersion;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A ledger copied into a file, and from there into an empty one. */
class LedgerMoveTest {

  private static final Duration LEASE = Duration.ofSeconds(60);
  private static final Member NODE = new Member("one", "site-of-one");

  @TempDir Path folder;

  private final TestClock clock = new TestClock();
  private Path home;
  private Path newHome;

  @BeforeEach
  void make() throws Exception {
    home = Files.createDirectories(folder.resolve("home"));
    newHome = Files.createDirectories(folder.resolve("new-home"));
  }

  /** A job in each state, each gate shut, and something in every other table. */
  private void fillHome() throws Exception {
    try (JobLedger ledger = SqliteLedger.open(home, TestRules.on(clock))) {
      JobSteps steps = new JobSteps(ledger, clock);
      accept(steps, "accepted");
      steps.begin(accept(steps, "submitting"));
      steps.answer(steps.begin(accept(steps, "in-doubt")), SubmitOutcome.ANSWER_LOST);
      steps.submit(accept(steps, "submitted"));
      ledger.claim(JobState.ACCEPTED, 1);
      steps.ready(steps.submit(accept(steps, "ready")));
      steps.deliver(accept(steps, "delivered"));
      steps.fail(steps.submit(accept(steps, "failed")));
      Job given = accept(steps, "abandoned");
      ledger.move(Move.of(given, given.abandoned(clock.instant())));
      ledger.clock().remember();
      for (Gate gate : Gate.values()) {
        ledger.shut(gate, "words on " + gate);
      }
    }
    sqlite(
        home.resolve("ledger.db"),
        """
        UPDATE attempt SET token_hash = 'hash-' || job_id, intent = 'intent-' || job_id;
        INSERT INTO callback_lead (job_id, attempt, request_id, received_at, due_at, tries)
          SELECT job_id, number, 'called-' || job_id, 1, 2, 3 FROM attempt;
        INSERT INTO message (id, job_id, received_at) SELECT 'topic-0-' || id, id, 5 FROM job;
        INSERT INTO notice (receiver, subject, seq, topic, at, content, due_at, tries)
          SELECT 'kafka', id, 1, 'ACCEPTED', 6, '{"é": "猫"}', 7, 8 FROM job;
        INSERT INTO notice_count (name, value) VALUES ('gate-PAUSE', 9000000000);
        INSERT INTO notice_source (id, name) VALUES (1, 'the source');
        INSERT INTO pace (resolution, durations) VALUES ('', '[1,2]'), ('720p', '[3]');
        UPDATE lane SET doubts = 2, width = 1, accepted = 7;
        """);
  }

  /** Each with a content of its own. */
  private static Job accept(JobSteps steps, String stem) {
    return steps.accept(List.of(Manifests.of(stem + ".json", stem))).get(0);
  }

  private Path export() {
    Path file = folder.resolve("saved.db");
    SqliteLedger.exportTo(home, file);
    return file;
  }

  @Test
  void should_hold_something_of_every_table_so_that_none_is_forgotten() throws Exception {
    fillHome();
    Map<String, List<String>> rows = rows(file(home.resolve("ledger.db")));

    assertThat(rows).hasSizeGreaterThanOrEqualTo(12).doesNotContainKey("node");
    assertThat(rows).allSatisfy((table, found) -> assertThat(found).as(table).isNotEmpty());
    assertThat(LedgerExport.jobs(file(home.resolve("ledger.db"))))
        .hasSize(JobState.values().length);
    try (Connection ledger = file(home.resolve("ledger.db")).getConnection()) {
      assertThat(TableCopier.tables(ledger))
          .containsSubsequence("job", "attempt", "callback_lead")
          .containsSubsequence("job", "job_event")
          .containsSubsequence("job", "message");
    }
  }

  @Test
  void should_keep_every_row_from_sqlite_to_postgresql_and_back() throws Exception {
    fillHome();
    Map<String, List<String>> before = rows(file(home.resolve("ledger.db")));
    DataSource server = PostgresServer.newDatabase();
    Path back = folder.resolve("back.db");

    try (SavedLedger saved = SavedLedger.of(export(), newHome)) {
      LedgerImport.intoServer(server, saved, LEASE, () -> {});
    }
    LedgerExport.ofServer(server, back);

    assertThat(rows(file(folder.resolve("saved.db")))).isEqualTo(before);
    assertThat(rows(server)).isEqualTo(before);
    assertThat(rows(file(back))).isEqualTo(before);
    assertThat(new SchemaState(file(back)).isOfThisProgram()).isTrue();
  }

  private record SchemaState(DataSource database) {
    boolean isOfThisProgram() {
      return SchemaVersions.of(database).areTheSame();
    }
  }

  @Test
  void should_become_the_ledger_of_another_home() throws Exception {
    fillHome();

    try (SavedLedger saved = SavedLedger.of(export(), newHome)) {
      saved.settleAlone(null);
      SqliteLedger.fill(newHome, saved);
    }

    Map<String, List<String>> rows = rows(file(newHome.resolve("ledger.db")));
    Map<String, List<String>> expected = rows(file(home.resolve("ledger.db")));
    expected.get("gate").removeIf(row -> row.contains("gate=DISK"));
    assertThat(rows).isEqualTo(expected);
    assertThat(newHome.resolve("tmp")).isDirectoryNotContaining("glob:**/import-*");
  }

  @Test
  void should_copy_more_rows_than_are_held_in_memory() throws Exception {
    fillHome();
    sqlite(
        home.resolve("ledger.db"),
        """
        INSERT INTO notice_count (name, value)
          WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2500)
          SELECT 'counter-' || i, i FROM n
        """);
    DataSource server = PostgresServer.newDatabase();
    Path back = folder.resolve("back.db");

    try (SavedLedger saved = SavedLedger.of(export(), newHome)) {
      LedgerImport.intoServer(server, saved, LEASE, () -> {});
    }
    LedgerExport.ofServer(server, back);

    assertThat(rows(file(back)).get("notice_count")).hasSize(2501);
  }

  @Test
  void should_take_text_that_postgresql_cannot_hold() throws Exception {
    fillHome();
    sqlite(home.resolve("ledger.db"), "UPDATE job SET words = 'no' || char(0) || 'face'");
    DataSource server = PostgresServer.newDatabase();

    try (SavedLedger saved = SavedLedger.of(export(), newHome)) {
      LedgerImport.intoServer(server, saved, LEASE, () -> {});
    }

    assertThat(rows(server).get("job")).allMatch(row -> row.contains("words=no\uFFFDface"));
  }

  /** If this fails, the copier must set what the database counts for the new table. */
  @Test
  void should_find_nothing_that_the_server_counts_itself() throws Exception {
    DataSource server = PostgresServer.newDatabase();
    LedgerDatabase.open(server).close();

    assertThat(
            ask(
                server,
                """
                SELECT table_name || '.' || column_name FROM information_schema.columns
                WHERE table_schema = 'public' AND table_name <> 'flyway_schema_history'
                  AND (is_identity = 'YES' OR column_default LIKE 'nextval%')
                """))
        .isEmpty();
  }

  @Test
  void should_name_a_table_that_is_on_one_side_only_and_store_nothing() throws Exception {
    fillHome();
    sqlite(home.resolve("ledger.db"), "CREATE TABLE stranger (id TEXT)");
    DataSource server = PostgresServer.newDatabase();

    try (SavedLedger saved = SavedLedger.of(export(), newHome)) {
      assertThatThrownBy(() -> LedgerImport.intoServer(server, saved, LEASE, () -> {}))
          .isInstanceOf(LedgerException.class)
          .hasMessageContaining("stranger");
    }
    assertThat(rows(server).get("job")).isEmpty();
  }

  @Test
  void should_make_a_homes_jobs_those_of_its_node() throws Exception {
    fillHome();
    sqlite(
        home.resolve("ledger.db"),
        "UPDATE job SET site = 'bus' WHERE manifest_file = 'ready.json'");

    try (SavedLedger saved = SavedLedger.of(export(), newHome)) {
      saved.settleAmongNodes(NODE, clock.instant());

      assertThat(ask(saved.database(), "SELECT DISTINCT site FROM job ORDER BY site"))
          .containsExactly("bus", NODE.site());
      // Its node's start puts it in doubt.
      assertThat(ask(saved.database(), "SELECT lease_owner FROM job WHERE state = 'SUBMITTING'"))
          .containsExactly(NODE.node());
      assertThat(
              ask(
                  saved.database(),
                  "SELECT id FROM job WHERE lease_until IS NOT NULL AND state <> 'SUBMITTING'"))
          .isEmpty();
      assertThat(ask(saved.database(), "SELECT gate FROM gate"))
          .hasSize(Gate.values().length - 1)
          .doesNotContain("DISK");
    }
  }

  @Test
  void should_refuse_open_jobs_of_several_folders_and_name_them() throws Exception {
    fillHome();
    sqlite(
        home.resolve("ledger.db"),
        """
        UPDATE job SET site = 'here';
        UPDATE job SET site = 'elsewhere' WHERE manifest_file IN ('submitted.json', 'failed.json');
        UPDATE job SET site = 'bus' WHERE manifest_file = 'ready.json';
        """);
    Path saved = export();

    for (String own : new String[] {null, "here"}) {
      try (SavedLedger ledger = SavedLedger.of(saved, newHome)) {
        assertThatThrownBy(() -> ledger.settleAlone(own))
            .isInstanceOf(MoveRefusedException.class)
            .hasMessageContainingAll("elsewhere", "submitted.json");
      }
    }
    assertThat(newHome.resolve("ledger.db")).doesNotExist();
  }

  @Test
  void should_leave_ended_jobs_of_other_folders_what_they_are() throws Exception {
    fillHome();
    sqlite(
        home.resolve("ledger.db"),
        """
        UPDATE job SET site = 'here';
        UPDATE job SET site = 'elsewhere' WHERE manifest_file = 'failed.json';
        UPDATE job SET site = 'bus' WHERE manifest_file = 'ready.json';
        """);

    try (SavedLedger saved = SavedLedger.of(export(), newHome)) {
      saved.settleAlone(null);

      assertThat(ask(saved.database(), "SELECT DISTINCT site FROM job ORDER BY site"))
          .containsExactly("", "bus", "elsewhere");
    }
  }

  @Test
  void should_refuse_a_ledger_in_which_a_job_is() throws Exception {
    fillHome();
    Path saved = export();
    DataSource server = PostgresServer.newDatabase();
    try (SavedLedger ledger = SavedLedger.of(saved, newHome)) {
      LedgerImport.intoServer(server, ledger, LEASE, () -> {});
    }

    try (SavedLedger ledger = SavedLedger.of(saved, newHome)) {
      assertThatThrownBy(() -> LedgerImport.intoServer(server, ledger, LEASE, () -> {}))
          .isInstanceOf(MoveRefusedException.class)
          .hasMessageContaining("8 jobs");
      assertThatThrownBy(() -> SqliteLedger.fill(home, ledger))
          .isInstanceOf(MoveRefusedException.class)
          .hasMessageContaining("8 jobs");
    }
  }

  @Test
  void should_set_a_homes_ledger_aside_that_holds_no_job() throws Exception {
    fillHome();
    SqliteLedger.open(newHome, TestRules.on(clock)).close();

    try (SavedLedger saved = SavedLedger.of(export(), newHome)) {
      SqliteLedger.fill(newHome, saved);
    }

    assertThat(LedgerExport.jobs(file(newHome.resolve("ledger.db")))).hasSize(8);
    assertThat(newHome.resolve("ledger.db.empty")).isRegularFile();
  }

  @Test
  void should_refuse_while_nodes_are_at_work_but_not_for_dead_ones() throws Exception {
    fillHome();
    DataSource server = PostgresServer.newDatabase();
    LedgerDatabase.open(server).close();
    execute(
        server,
        "INSERT INTO node (name, home, site, started_at, beat_at) VALUES ('dead', '', '', 1, 1)");
    execute(
        server,
        """
        INSERT INTO node (name, home, site, started_at, beat_at)
        VALUES ('alive', '', '', 1, CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT))
        """);
    try (SavedLedger saved = SavedLedger.of(export(), newHome)) {
      assertThatThrownBy(() -> LedgerImport.intoServer(server, saved, LEASE, () -> {}))
          .isInstanceOf(MoveRefusedException.class)
          .hasMessageContaining("[alive]");

      execute(server, "DELETE FROM node WHERE name = 'alive'");
      LedgerImport.intoServer(server, saved, LEASE, () -> {});
    }
    assertThat(rows(server).get("job")).hasSize(8);
  }

  @Test
  void should_bring_an_older_ledger_up_to_date_without_changing_its_file() throws Exception {
    Path old = folder.resolve("old.db");
    LedgerDatabase.migrations(file(old), MigrationVersion.fromVersion("9")).migrate();
    sqlite(old, OldLedger.ROWS);

    try (SavedLedger saved = SavedLedger.of(old, newHome)) {
      assertThat(saved.jobs()).containsEntry(JobState.SUBMITTED, 1L).hasSize(1);
      assertThat(ask(saved.database(), "SELECT receiver FROM notice")).containsExactly("http");
    }
    assertThat(SchemaVersions.of(file(old)).stored()).contains(MigrationVersion.fromVersion("9"));
  }

  @Test
  void should_refuse_a_newer_ledger() throws Exception {
    fillHome();
    sqlite(
        home.resolve("ledger.db"),
        """
        INSERT INTO flyway_schema_history
          SELECT 99, '99', 'newer', type, 'V99__newer.sql', 1, installed_by, installed_on, 1, 1
          FROM flyway_schema_history WHERE version = '1'
        """);
    Path raw = Files.copy(home.resolve("ledger.db"), folder.resolve("newer.db"));

    assertThatThrownBy(() -> SavedLedger.of(raw, newHome))
        .isInstanceOf(MoveRefusedException.class)
        .hasMessageContaining("version 99");
    assertThatThrownBy(() -> export()).isInstanceOf(MoveRefusedException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "This is a letter, and no ledger; it is longer than a head of SQLite's files."
      })
  void should_refuse_what_is_no_ledger(String content) throws Exception {
    Path letter = Files.writeString(folder.resolve("letter.db"), content.repeat(50));

    assertThatThrownBy(() -> SavedLedger.of(letter, newHome))
        .isInstanceOf(MoveRefusedException.class)
        .hasMessageContaining("letter.db is no ledger");
    assertThat(newHome.resolve("tmp")).isEmptyDirectory();
  }

  @Test
  void should_refuse_a_database_of_somebody_else() throws Exception {
    Path stranger = folder.resolve("stranger.db");
    sqlite(stranger, "CREATE TABLE job (id TEXT); INSERT INTO job VALUES ('a')");

    assertThatThrownBy(() -> SavedLedger.of(stranger, newHome))
        .isInstanceOf(MoveRefusedException.class)
        .hasMessageContaining("no tables of this program");
  }

  private static DataSource file(Path file) {
    return SavedLedger.unshared(file);
  }

  private static void sqlite(Path file, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }

  private static void execute(DataSource database, String sql) throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static List<String> ask(DataSource database, String question) throws SQLException {
    List<String> answers = new ArrayList<>();
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(question)) {
      while (found.next()) {
        answers.add(found.getString(1));
      }
    }
    return answers;
  }

  /** Each table's rows as text, sorted, but for those that are not copied. */
  private static Map<String, List<String>> rows(DataSource database) throws SQLException {
    Map<String, List<String>> rows = new TreeMap<>();
    try (Connection connection = database.getConnection()) {
      for (String table : TableCopier.tables(connection)) {
        List<String> found = new ArrayList<>();
        try (Statement statement = connection.createStatement();
            ResultSet row = statement.executeQuery("SELECT * FROM " + table)) {
          int columns = row.getMetaData().getColumnCount();
          while (row.next()) {
            Map<String, String> values = new TreeMap<>();
            for (int i = 1; i <= columns; i++) {
              values.put(row.getMetaData().getColumnName(i), String.valueOf(row.getString(i)));
            }
            found.add(values.toString());
          }
        }
        found.sort(null);
        rows.put(table, found);
      }
    }
    return rows;
  }
}
