package dev.omnihuman.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.omnihuman.testing.Answer;
import dev.omnihuman.testing.FakeGateway;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The program as a process: what survives its end, and what its end tells. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "it has no signals")
class ProcessTest {

  private final FakeGateway gateway = new FakeGateway();

  @TempDir Path directory;
  private Path home;
  private Map<String, String> environment;

  @BeforeEach
  void prepare() throws Exception {
    home = Files.createDirectories(directory.resolve("home"));
    environment = ProgramRun.environment(TestBench.hurried(home, gateway.origin()));
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void ten_jobs_in_flight_survive_a_kill_and_none_is_paid_for_twice() throws Exception {
    gateway.answers(Answer.processing());
    try (ProgramRun killed = start("run")) {
      drop(10);
      killed.await(() -> gateway.requestsLookedAt() == 10);
      killed.kill();
    }
    gateway.finishesAll();
    try (ProgramRun next = start("batch")) {
      assertThat(next.exitCode()).as(next.out() + next.err()).isEqualTo(ExitCode.OK);
    }

    assertThat(gateway.submits()).hasSize(10);
    assertThat(TestBench.names(home.resolve("done"))).hasSize(10);
    assertThat(TestBench.names(home.resolve("outbox"))).hasSize(20);
    assertThat(TestBench.names(home.resolve("working"))).isEmpty();
  }

  @Test
  void a_submit_that_was_under_way_at_a_kill_is_in_doubt_and_never_repeated() throws Exception {
    gateway.submitsBring(Answer.silence());
    try (ProgramRun killed = start("run")) {
      drop(1);
      killed.await(() -> gateway.submits().size() == 1);
      killed.kill();
    }
    gateway.submitsBring(Answer.accepted());
    try (ProgramRun next = start("batch")) {
      assertThat(next.exitCode()).isEqualTo(ExitCode.NOT_ALL_DELIVERED);
    }

    assertThat(gateway.submits()).hasSize(1);
    assertThat(TestBench.names(home.resolve("working")))
        .containsExactly("job-1.held.txt", "job-1.json");
  }

  @Test
  void a_watching_program_ends_with_143_when_it_is_told_to_stop() throws Exception {
    gateway.answers(Answer.processing());
    try (ProgramRun run = start()) {
      drop(1);
      run.await(() -> gateway.requestsLookedAt() == 1);
      run.terminate();

      assertThat(run.exitCode()).isEqualTo(143);
      assertThat(run.err()).isEmpty();
    }
    assertThat(TestBench.names(home.resolve("working"))).containsExactly("job-1.json");
  }

  @Test
  void a_second_program_in_the_same_home_ends_with_75_and_names_the_first() throws Exception {
    try (TestBench holder = new TestBench(home, gateway.origin()).start();
        ProgramRun second = start("batch")) {
      assertThat(second.exitCode()).isEqualTo(ExitCode.HOME_IN_USE);
      assertThat(second.err())
          .hasLineCount(1)
          .contains(home.toString())
          .contains("process " + ProcessHandle.current().pid());
      assertThat(holder.ledger().closedGates()).isEmpty();
    }
  }

  @Test
  void a_batch_ends_with_0_when_all_is_delivered_and_leaves_the_key_nowhere() throws Exception {
    drop(2);
    try (ProgramRun batch = start("batch")) {
      assertThat(batch.exitCode()).as(batch.out() + batch.err()).isEqualTo(ExitCode.OK);
      assertThat(batch.out()).contains("2 delivered");
    }

    assertThat(gateway.submits())
        .hasSize(2)
        .allMatch(it -> TestBench.KEY.equals(it.getHeader(FakeGateway.KEY_HEADER)));
    // Under the directory lie the home with the ledger, and what was printed.
    try (Stream<Path> files = Files.walk(directory).filter(Files::isRegularFile)) {
      assertThat(files)
          .hasSizeGreaterThan(8)
          .allSatisfy(file -> assertThat(bytesAsText(file)).doesNotContain(TestBench.KEY));
    }
  }

  private static String bytesAsText(Path file) throws Exception {
    return Files.readString(file, StandardCharsets.ISO_8859_1);
  }

  @Test
  void a_batch_ends_with_1_when_a_job_fails_and_a_file_is_rejected() throws Exception {
    gateway.answersOn(TestBench.image("job-1"), Answer.failed("no face"));
    drop(2);
    TestBench.drop(home, "bad.json", "{}");
    try (ProgramRun batch = start("batch")) {
      assertThat(batch.exitCode()).isEqualTo(ExitCode.NOT_ALL_DELIVERED);
      assertThat(batch.out()).contains("1 delivered, 1 failed", "1 rejected", "no face");
    }
    assertThat(TestBench.names(home.resolve("outbox"))).containsExactly("job-2.json", "job-2.mp4");
  }

  @Test
  void a_batch_ends_with_3_when_there_is_no_money_even_after_a_trial() throws Exception {
    environment.put("OMNIHUMAN_GATE_TRIAL_DELAYS", "100ms,1h");
    gateway.submitsBring(Answer.refused(402, "Payment Required", "Insufficient balance."));
    drop(3);
    try (ProgramRun batch = start("batch")) {
      assertThat(batch.exitCode()).isEqualTo(ExitCode.GATE_SHUT);
      assertThat(batch.out()).contains("Insufficient balance.");
    }
    assertThat(gateway.looks()).isEmpty();
  }

  @Test
  void a_batch_that_is_told_to_stop_reports_how_far_it_came() throws Exception {
    gateway.answers(Answer.processing());
    drop(2);
    Path report = directory.resolve("report.json");
    try (ProgramRun batch = start("batch", "--report", report.toString())) {
      batch.await(() -> gateway.requestsLookedAt() == 2);
      batch.terminate();
      assertThat(batch.exitCode()).isEqualTo(143);
      assertThat(batch.out()).contains("0 delivered", "2 not finished", "told to stop");
      assertThat(batch.out()).doesNotContain("\r", "\033");
    }
    assertThat(report).content().contains("\"end\" : \"stopped\"", "\"not_finished\" : 2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"report.txt", "nowhere/report.json", "home/inbox/report.json"})
  void a_report_that_cannot_be_written_is_refused_before_anything_is_sent(String report)
      throws Exception {
    drop(1);
    try (ProgramRun batch = start("batch", "--report", report)) {
      assertThat(batch.exitCode()).isEqualTo(ExitCode.USAGE);
      assertThat(batch.err()).hasLineCount(1).contains("--report: " + report);
    }
    assertThat(gateway.submits()).isEmpty();
    assertThat(TestBench.names(home.resolve("inbox"))).containsExactly("job-1.json");
  }

  @Test
  void watching_jobs_ends_with_130_and_nothing_else_to_say() throws Exception {
    try (TestBench bench = new TestBench(home, gateway.origin()).start()) {
      bench.dropJobs("job-1");
      bench.awaitFiles("done/job-1.json");
    }
    try (ProgramRun watch = start("jobs", "--watch", "1")) {
      watch.await(() -> watch.out().split("nobody works here").length > 2);
      assertThat(watch.out()).contains("DELIVERED").doesNotContain("\033");
      watch.interrupt();
      assertThat(watch.exitCode()).isEqualTo(130);
      assertThat(watch.err()).isEmpty();
    }
  }

  private ProgramRun start(String... arguments) throws Exception {
    return ProgramRun.start(directory, new HashMap<>(environment), arguments);
  }

  /** Manifests {@code job-1.json}, {@code job-2.json} … */
  private void drop(int count) throws Exception {
    List<String> stems = IntStream.rangeClosed(1, count).mapToObj(n -> "job-" + n).toList();
    for (String stem : stems) {
      TestBench.drop(home, stem + ".json", TestBench.manifest(stem));
    }
  }
}
