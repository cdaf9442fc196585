package dev.omnihuman.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.omnihuman.ledger.JobLedger;
import dev.omnihuman.ledger.SqliteLedger;
import dev.omnihuman.testing.Answer;
import dev.omnihuman.testing.FakeGateway;
import dev.omnihuman.testing.JobSteps;
import dev.omnihuman.testing.TestRules;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command plan, as people start it. */
class PlanCommandTest {

  private final FakeGateway gateway = new FakeGateway();

  @TempDir Path directory;
  private Path home;
  private Map<String, String> environment;

  @BeforeEach
  void prepare() {
    home = directory.resolve("home");
    environment = new TreeMap<>(ProgramRun.environment(TestBench.hurried(home, gateway.origin())));
    // It needs no key.
    environment.remove("PIXAZO_API_KEY");
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  private ProgramRun plan(int exitCode, String... arguments) throws Exception {
    String[] all = new String[arguments.length + 1];
    all[0] = "plan";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    ProgramRun run = ProgramRun.start(directory, environment, all);
    assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(exitCode);
    assertThat(gateway.submits()).isEmpty();
    return run;
  }

  @Test
  void on_a_fresh_machine_it_says_what_would_be_and_makes_nothing() throws Exception {
    Path folder = directory.resolve("manifests");
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("a.json"), TestBench.manifest("a"));
    Files.writeString(folder.resolve("b.json"), TestBench.manifest("a"));
    try (ProgramRun run = plan(ExitCode.OK, "manifests")) {
      assertThat(run.out())
          .contains(
              "1 would be submitted",
              "1 are duplicates",
              "b.json: the same as a.json here",
              "time: not known: no video in the provider's own resolution was made yet",
              "cost: not known: no price is set");
    }
    try (ProgramRun run = plan(ExitCode.OK)) {
      assertThat(run.out()).contains("0 would be submitted");
    }
    try (ProgramRun run = plan(ExitCode.USAGE, "nowhere")) {
      assertThat(run.err()).contains("nowhere is no folder");
    }
    assertThat(home).doesNotExist();
    assertThat(TestBench.names(folder)).containsExactly("a.json", "b.json");
  }

  @Test
  void bad_manifests_are_told_with_field_and_what_is_allowed_and_it_ends_with_1() throws Exception {
    TestBench.drop(home, "bad.json", "{\"resolution\": \"4k\"}");
    try (ProgramRun run = plan(ExitCode.NOT_ALL_DELIVERED)) {
      assertThat(run.out())
          .contains("1 are bad", "\"resolution\": found \"4k\", allowed: 480p, 720p, 1080p");
    }
    assertThat(TestBench.names(home.resolve("inbox"))).containsExactly("bad.json");
    assertThat(TestBench.names(home)).containsExactly("inbox");
  }

  @Test
  void beside_a_running_program_it_knows_time_and_cost_of_what_was_done() throws Exception {
    environment.put("OMNIHUMAN_PRICE_PER_SECOND", "0.16");
    gateway.answers(Answer.queued(), Answer.processing(), Answer.completed("480p"));
    try (TestBench bench = new TestBench(home, gateway.origin()).start()) {
      bench.dropJobs("a", "b");
      bench.awaitFiles("done/a.json", "done/b.json");
      Path folder = Files.createDirectories(directory.resolve("manifests"));
      Files.writeString(folder.resolve("twin.json"), TestBench.manifest("a"));
      for (int n = 0; n < 10; n++) {
        Files.writeString(folder.resolve(n + ".json"), TestBench.manifest("new-" + n));
      }
      try (ProgramRun run =
          ProgramRun.start(directory, environment, "plan", "manifests", "--json")) {
        assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(ExitCode.OK);
        JsonNode plan = new ObjectMapper().readTree(run.out());
        assertThat(plan.path("counts").path("submit").asInt()).isEqualTo(10);
        assertThat(plan.path("counts").path("duplicate").asInt()).isEqualTo(1);
        assertThat(plan.path("estimate").path("seconds").isNumber()).isTrue();
        // Ten videos of 2.4 s, as those that were made.
        assertThat(plan.path("estimate").path("cost").decimalValue()).isEqualByComparingTo("3.84");
        assertThat(plan.path("estimate").path("currency").asText()).isEqualTo("USD");
        assertThat(plan.findValuesAsText("job")).contains(bench.job("a").id());
      }
      assertThat(gateway.submits()).hasSize(2);
    }
  }

  @Test
  void jobs_that_wait_for_their_submit_are_to_be_paid_too() throws Exception {
    environment.put("OMNIHUMAN_PRICE_PER_VIDEO", "0.50");
    try (TestBench bench = new TestBench(home, gateway.origin()).start()) {
      bench.dropJobs("first");
      bench.awaitFiles("done/first.json");
    }
    try (JobLedger ledger = SqliteLedger.open(home, TestRules.on(Clock.systemUTC()))) {
      new JobSteps(ledger, Clock.systemUTC()).accept("waiting.json");
    }
    int before = gateway.submits().size();
    try (ProgramRun run = ProgramRun.start(directory, environment, "plan")) {
      assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(ExitCode.OK);
      assertThat(run.out())
          .contains("0 would be submitted", "open jobs go on: 1 ACCEPTED")
          .contains("cost: USD 0.5", " for 1 videos (1 of them accepted before)")
          .contains("1 submits (1 of them accepted before)")
          .doesNotContain("nothing to pay");
    }
    assertThat(gateway.submits()).hasSize(before);
  }

  @Test
  void where_a_start_would_be_refused_for_want_of_the_ledger_it_says_so() throws Exception {
    TestBench.drop(home, "a.json", TestBench.manifest("a"));
    Files.createDirectories(home.resolve("done"));
    Files.writeString(home.resolve("done/old.json"), "{}");
    try (ProgramRun run = plan(ExitCode.USAGE)) {
      assertThat(run.err()).contains("is missing", "what was paid for");
    }
  }
}
