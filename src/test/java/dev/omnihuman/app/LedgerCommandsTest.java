package dev.omnihuman.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.awaitility.Awaitility.await;

import dev.omnihuman.job.Gate;
import dev.omnihuman.job.JobState;
import dev.omnihuman.settings.SettingsException;
import dev.omnihuman.testing.Answer;
import dev.omnihuman.testing.FakeGateway;
import dev.omnihuman.testing.FakeGateway.Charge;
import dev.omnihuman.testing.PostgresServer;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code ledger export} and {@code ledger import}, as people move and save what they paid for. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "it has no signals")
class LedgerCommandsTest {

  private final FakeGateway gateway = new FakeGateway();

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir Path directory;
  private Path home;

  @BeforeEach
  void prepare() throws Exception {
    home = Files.createDirectories(directory.resolve("home"));
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void jobs_of_every_kind_move_to_a_server_and_back_and_none_is_paid_for_twice() throws Exception {
    gateway.answersOn(TestBench.image("generating"), Answer.processing());
    gateway.submitsOfBring(TestBench.image("doubt"), Answer.silence());
    TestBench.drop(home, "generating.json", TestBench.manifest("generating"));
    TestBench.drop(home, "delivered.json", TestBench.manifest("delivered"));
    try (ProgramRun killed =
        ProgramRun.start(directory, ProgramRun.environment(settings()), "run")) {
      TestBench.awaitFiles(home, "outbox/delivered.mp4", "done/delivered.json");
      killed.await(() -> gateway.requestsLookedAt() == 2);
      TestBench.drop(home, "doubt.json", TestBench.manifest("doubt"));
      killed.await(() -> gateway.submitsOf(TestBench.image("doubt")).size() == 1);
      assertThat(end(settings(), "pause")).contains("paused");
      TestBench.drop(home, "held.json", TestBench.manifest("held"));
      TestBench.awaitFiles(home, "working/held.held.txt");
      killed.kill();
    }

    Map<String, String> server = settings();
    server.put("omnihuman.ledger.url", PostgresServer.newAddress());
    assertThat(end(server, "ledger", "import", home.resolve("ledger.db").toString()))
        .contains("4 jobs", "1 ACCEPTED", "1 SUBMITTING", "1 SUBMITTED", "1 DELIVERED")
        .contains("ledger.db.moved", "twice");
    assertThat(home.resolve("ledger.db")).doesNotExist();
    assertThatThrownBy(() -> bench(settings()).start())
        .isInstanceOf(SettingsException.class)
        .hasMessageContainingAll("was moved to a database server", "omnihuman.ledger.url");

    gateway.finishesAll();
    try (TestBench moved = bench(server).start()) {
      assertThat(moved.job("doubt").state()).isEqualTo(JobState.IN_DOUBT);
      assertThat(moved.job("held").state()).isEqualTo(JobState.ACCEPTED);
      moved.awaitFiles("outbox/generating.mp4", "done/generating.json", "working/doubt.held.txt");
      moved.ledger().open(Gate.PAUSE);
      moved.awaitFiles("outbox/held.mp4", "done/held.json");
      moved.drop("again.json", TestBench.manifest("delivered"));
      moved.awaitFiles("done/again.duplicate.txt");
    }
    assertThat(end(server, "resolve", "doubt", "--abandon")).isNotEmpty();
    assertThat(home.resolve("failed/doubt.json")).isRegularFile();

    Path back = directory.resolve("back.db");
    assertThat(end(server, "ledger", "export", back.toString()))
        .contains("4 jobs", "3 DELIVERED", "1 ABANDONED");
    assertThat(end(settings(), "ledger", "import", back.toString())).contains("4 jobs", "twice");
    try (TestBench returned = bench(settings()).start()) {
      assertThat(returned.job("generating").state()).isEqualTo(JobState.DELIVERED);
      returned.drop("once-more.json", TestBench.manifest("generating"));
      returned.awaitFiles("done/once-more.duplicate.txt");
    }
    assertThat(gateway.submits()).hasSize(4);
    assertThat(gateway.charges()).extracting(Charge::image).doesNotHaveDuplicates().hasSize(3);
  }

  @Test
  void a_backup_made_at_work_goes_on_in_a_new_home() throws Exception {
    gateway.answers(Answer.processing());
    Path backup = directory.resolve("backup.db");
    Path newHome = directory.resolve("new-home");
    Map<String, String> restored = settings(newHome);
    try (TestBench old = bench(settings()).start()) {
      old.dropJobs("a", "b", "c");
      await().until(() -> gateway.requestsLookedAt() == 3);
      assertThat(end(settings(), "ledger", "export", backup.toString()))
          .contains("3 jobs (3 SUBMITTED)");
      // While it works, nothing is put into its home, and its ledger goes nowhere.
      refused(restored, "works with it", "ledger", "import", home + "/ledger.db");
      assertThat(run(settings(), "ledger", "import", backup.toString()))
          .isEqualTo(ExitCode.HOME_IN_USE);
    }

    assertThat(end(restored, "ledger", "import", backup.toString())).contains("3 jobs");
    refused(restored, "3 jobs are in it", "ledger", "import", backup.toString());
    refused(restored, "is there already", "ledger", "export", backup.toString());
    refused(restored, "is no folder", "ledger", "export", directory + "/nowhere/x.db");
    refused(restored, "there is no file", "ledger", "import", directory + "/nowhere.db");
    run(restored, "doctor"); // it has no key here, and finds no other fault
    assertThat(out.toString().lines().filter(line -> line.startsWith("WRONG")))
        .singleElement(STRING)
        .contains("PIXAZO_API_KEY");
    gateway.finishesAll();
    try (TestBench next = bench(restored).start()) {
      next.awaitFiles("outbox/a.mp4", "outbox/b.mp4", "outbox/c.mp4");
    }
    assertThat(gateway.submits()).hasSize(3);
    assertThat(TestBench.names(directory)).noneMatch(name -> name.endsWith(".tmp"));
  }

  @Test
  void the_jobs_of_several_nodes_are_saved_while_they_work() throws Exception {
    gateway.answers(Answer.processing());
    Map<String, String> server = settings();
    server.put("omnihuman.ledger.url", PostgresServer.newAddress());
    Path backup = directory.resolve("backup.db");
    Map<String, String> elsewhere = settings(directory.resolve("other"));
    elsewhere.put("omnihuman.ledger.url", server.get("omnihuman.ledger.url"));
    try (TestBench node = bench(server).start()) {
      node.dropJobs("a");
      await().until(() -> gateway.requestsLookedAt() == 1);
      assertThat(end(server, "ledger", "export", backup.toString()))
          .contains("1 job (1 SUBMITTED)");
      refused(elsewhere, "nodes are at work", "ledger", "import", backup.toString());
    }
    refused(elsewhere, "1 job is in it", "ledger", "import", backup.toString());

    Map<String, String> restored = settings();
    restored.put("omnihuman.ledger.url", PostgresServer.newAddress());
    assertThat(end(restored, "ledger", "import", backup.toString())).contains("1 job ");
    gateway.finishesAll();
    try (TestBench next = bench(restored).start()) {
      next.awaitFiles("outbox/a.mp4", "done/a.json");
    }
    assertThat(gateway.submits()).hasSize(1);
  }

  @Test
  void ledger_alone_ends_with_2_and_names_what_there_is() {
    int code = Main.commandLine().setErr(new PrintWriter(err, true)).execute("ledger");

    assertThat(code).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("one of export and import is needed", "Usage:");
  }

  private Map<String, String> settings() {
    return settings(home);
  }

  private Map<String, String> settings(Path where) {
    return new TreeMap<>(TestBench.hurried(where, gateway.origin()));
  }

  private TestBench bench(Map<String, String> settings) {
    TestBench bench = new TestBench(Path.of(settings.get("omnihuman.home")), gateway.origin());
    settings.forEach(bench::with);
    return bench;
  }

  /** In this process, and with no key: none is needed. */
  private int run(Map<String, String> settings, String... arguments) throws Exception {
    Path file = directory.resolve("settings.properties");
    Properties properties = new Properties();
    properties.putAll(settings);
    try (OutputStream content = Files.newOutputStream(file)) {
      properties.store(content, null);
    }
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    List<String> line = new ArrayList<>(List.of(arguments));
    line.add("--config=" + file);
    return Main.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(line.toArray(new String[0]));
  }

  /** What it says when it has succeeded. */
  private String end(Map<String, String> settings, String... arguments) throws Exception {
    int code = run(settings, arguments);
    assertThat(code).as(out + " " + err).isEqualTo(ExitCode.OK);
    return out.toString();
  }

  private void refused(Map<String, String> settings, String words, String... arguments)
      throws Exception {
    int code = run(settings, arguments);
    assertThat(code).as(out + " " + err).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains(words).hasLineCount(1);
    assertThat(out.toString()).isEmpty();
  }
}
