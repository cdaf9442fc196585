package dev.omnihuman.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import dev.omnihuman.testing.JobSteps;
import dev.omnihuman.testing.Manifests;
import dev.omnihuman.testing.TestClock;
import dev.omnihuman.testing.TestRules;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Looking into a ledger that another process works with. */
class SqliteReaderTest {

  private static final Set<JobState> ANY = EnumSet.allOf(JobState.class);

  @TempDir Path home;
  private final TestClock clock = new TestClock();
  private JobLedger ledger;
  private JobSteps steps;

  @BeforeEach
  void open() {
    ledger = SqliteLedger.open(home, TestRules.on(clock));
    steps = new JobSteps(ledger, clock);
  }

  @AfterEach
  void close() {
    ledger.close();
  }

  @Test
  void should_see_what_is_committed_while_another_one_writes() {
    Job job = steps.accept("a.json");
    try (LedgerReader reader = SqliteLedger.openToRead(home)) {
      assertThat(reader.find(job.id())).contains(job);
      Job begun = steps.begin(job);
      assertThat(reader.find(job.id())).contains(begun);
    }
    assertThat(steps.stored(job).state()).as("the writer goes on").isEqualTo(JobState.SUBMITTING);
  }

  @Test
  void should_look_at_no_old_job_to_tell_how_a_batch_stands() throws Exception {
    assertThat(plan(SqlJobReader.STANDING.replace(":start", "1")))
        .anyMatch(step -> step.contains("job_finished (finished_at>"))
        .anyMatch(step -> step.contains("job_open_manifest"));
    assertThat(plan(SqlJobReader.OPEN_BY_STATE))
        .anyMatch(step -> step.contains("job_open_manifest"));
  }

  private List<String> plan(String query) throws SQLException {
    try (Connection connection =
            SqliteLedger.dataSource(home.resolve("ledger.db")).getConnection();
        Statement statement = connection.createStatement();
        ResultSet steps = statement.executeQuery("EXPLAIN QUERY PLAN " + query)) {
      List<String> plan = new ArrayList<>();
      while (steps.next()) {
        plan.add(steps.getString("detail"));
      }
      return plan;
    }
  }

  @Test
  void should_read_a_ledger_that_nobody_has_open() {
    Job job = steps.accept("a.json");
    ledger.close();
    try (LedgerReader reader = SqliteLedger.openToRead(home)) {
      assertThat(reader.find(job.id())).contains(job);
    }
    open();
  }

  @Test
  void should_leave_the_native_library_of_the_running_instance_alone() throws Exception {
    Path unpacked = Files.writeString(home.resolve("tmp/sqlite-running.so"), "its library");

    SqliteLedger.openToRead(home).close();

    assertThat(unpacked).exists();
  }

  @Test
  void should_make_no_ledger_where_there_is_none() {
    Path nowhere = home.resolve("nowhere");

    assertThatThrownBy(() -> SqliteLedger.openToRead(nowhere))
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining(nowhere.toString());
    assertThat(nowhere).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({
    "DELETE FROM flyway_schema_history WHERE version <> '1', start run or batch",
    "UPDATE flyway_schema_history SET version = '999' WHERE version = '2', use the program that"
  })
  void should_refuse_tables_of_another_version(String change, String advice) throws SQLException {
    ledger.close();
    try (Connection database = SqliteLedger.dataSource(home.resolve("ledger.db")).getConnection();
        Statement statement = database.createStatement()) {
      statement.executeUpdate(change);
    }

    assertThatThrownBy(() -> SqliteLedger.openToRead(home))
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining(advice);
  }

  @Test
  void should_list_the_latest_jobs_page_by_page_the_newest_last() {
    List<Job> jobs = steps.accept(Manifests.many(5));
    clock.advance(Duration.ofMinutes(1));
    steps.begin(jobs.get(4));

    List<ListedJob> page = ledger.latest(ANY, "", 2);
    assertThat(page).extracting(listed -> listed.job().id()).containsExactly(ids(jobs, 3, 4));
    assertThat(page.get(0).since()).isEqualTo(clock.instant().minusSeconds(60));
    assertThat(page.get(1).since()).isEqualTo(clock.instant());
    assertThat(ledger.latest(ANY, jobs.get(3).id(), 2))
        .extracting(listed -> listed.job().id())
        .containsExactly(ids(jobs, 1, 2));
    assertThat(ledger.latest(EnumSet.of(JobState.SUBMITTING, JobState.READY), "", 9))
        .extracting(listed -> listed.job().id())
        .containsExactly(ids(jobs, 4));
  }

  private static String[] ids(List<Job> jobs, int... which) {
    return Arrays.stream(which).mapToObj(n -> jobs.get(n).id()).toArray(String[]::new);
  }

  @Test
  void should_find_jobs_by_what_people_call_them() {
    Job a = steps.accept("a.json");
    clock.advance(Duration.ofDays(400));
    Job b = steps.accept("b.json");

    assertThat(ledger.called("a", 9)).containsExactly(a);
    assertThat(ledger.called("b.json", 9)).containsExactly(b);
    assertThat(ledger.called(b.id().toUpperCase(Locale.ROOT), 9)).containsExactly(b);
    assertThat(ledger.called(a.id().substring(0, 25), 9)).doesNotContainSequence(b).contains(a);
    assertThat(ledger.called("01", 9)).as("too short for an id").isEmpty();
    assertThat(ledger.called("%", 9)).isEmpty();
  }
}
