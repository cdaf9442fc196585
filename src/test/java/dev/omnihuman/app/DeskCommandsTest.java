package dev.omnihuman.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.omnihuman.testing.Answer;
import dev.omnihuman.testing.FakeGateway;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The commands of people, each a process of its own beside the one that works in the home. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "it has no signals")
class DeskCommandsTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Answer OOPS = Answer.refused(500, "Oops", "try again");

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
  void a_job_in_doubt_is_delivered_with_its_one_submit_when_its_request_is_named()
      throws Exception {
    gateway.submitsBring(Answer.acceptedAndLost());
    try (ProgramRun run = ProgramRun.start(directory, environment, "run")) {
      drop("a");
      run.await(() -> Files.exists(home.resolve("working/a.held.txt")));
      String requestId = gateway.requestIds().iterator().next();

      assertThat(tell(0, "show", "a")).contains("IN_DOUBT", "resolve", "charged: unknown");
      assertThat(tell(2, "resolve", "a", "no-such-job", "--abandon")).isEmpty();
      assertThat(tell(0, "resolve", "a", "--request-id", requestId)).startsWith("done");

      run.await(() -> Files.exists(home.resolve("done/a.json")));
      assertThat(tell(0, "show", "a.json")).contains("DELIVERED", "by a person", requestId);
    }
    assertThat(gateway.submits()).hasSize(1);
    assertThat(TestBench.names(home.resolve("outbox"))).containsExactly("a.json", "a.mp4");
    assertThat(TestBench.names(home.resolve("working"))).isEmpty();
    assertThat(TestBench.names(home.resolve("desk"))).isEmpty();
  }

  @Test
  void a_job_in_doubt_is_submitted_once_more_when_a_person_takes_the_risk() throws Exception {
    gateway.submitsBring(OOPS, Answer.accepted());
    try (ProgramRun run = ProgramRun.start(directory, environment, "run")) {
      drop("a");
      run.await(() -> Files.exists(home.resolve("working/a.held.txt")));

      try (ProgramRun unsure = start("resolve", "a", "--resubmit")) {
        assertThat(unsure.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(unsure.err()).contains("may have been charged before", "--yes");
      }
      assertThat(gateway.submits()).hasSize(1);
      assertThat(tell(0, "resolve", "a", "--resubmit", "--yes")).startsWith("done");

      run.await(() -> Files.exists(home.resolve("done/a.json")));
      JsonNode shown = JSON.readTree(tell(0, "show", "a", "--json"));
      assertThat(shown.at("/job/state").asText()).isEqualTo("DELIVERED");
      assertThat(shown.at("/attempts").findValuesAsText("charged"))
          .containsExactly("unknown", "yes");
      assertThat(shown.at("/next_step").asText()).contains("a.mp4");
      assertThat(shown.has("next")).isFalse();
    }
    assertThat(gateway.submits()).hasSize(2);
  }

  @Test
  void a_pause_stops_submits_but_no_looks_until_people_resume() throws Exception {
    gateway.answers(Answer.processing());
    try (ProgramRun run = ProgramRun.start(directory, environment, "run")) {
      drop("a");
      run.await(() -> !gateway.looks().isEmpty());
      assertThat(tell(0, "pause", "--because", "no money today")).startsWith("done");
      drop("b");
      run.await(() -> Files.exists(home.resolve("working/b.json")));
      int looks = gateway.looks().size();
      run.await(() -> gateway.looks().size() > looks + 5);

      JsonNode jobs = JSON.readTree(tell(0, "jobs", "--json", "--state", "accepted,FAILED"));
      assertThat(jobs.at("/gates/0/cause").asText()).contains("no money today");
      assertThat(jobs.at("/holder").asText()).contains("process " + run.pid());
      assertThat(jobs.at("/counts/SUBMITTED").asInt()).isEqualTo(1);
      assertThat(jobs.at("/jobs").findValuesAsText("name")).containsExactly("b");
      assertThat(gateway.submits()).hasSize(1);

      assertThat(tell(0, "resume")).contains("PAUSE gate is open");
      run.await(() -> gateway.submits().size() == 2);
    }
  }

  @Test
  void every_failed_job_gets_another_try_that_costs_nothing_more() throws Exception {
    gateway.answersOn(TestBench.image("asked"), Answer.failed("busy"), Answer.completed("480p"));
    gateway.submitsOfBring(
        TestBench.image("refused"), Answer.refused(400, "Bad Request", "x"), Answer.accepted());
    try (ProgramRun run = ProgramRun.start(directory, environment, "run")) {
      drop("asked");
      drop("refused");
      run.await(() -> Files.exists(home.resolve("failed/asked.reason.json")));
      run.await(() -> Files.exists(home.resolve("failed/refused.reason.json")));

      assertThat(tell(0, "retry", "--failed").lines())
          .hasSize(2)
          .allMatch(l -> l.startsWith("done"));

      run.await(() -> Files.exists(home.resolve("done/asked.json")));
      run.await(() -> Files.exists(home.resolve("done/refused.json")));
      assertThat(tell(1, "retry", "asked")).startsWith("refused").contains("DELIVERED");
    }
    assertThat(gateway.submitsOf(TestBench.image("asked"))).hasSize(1);
    assertThat(gateway.submitsOf(TestBench.image("refused"))).hasSize(2);
    assertThat(TestBench.names(home.resolve("failed"))).isEmpty();
  }

  @Test
  void orders_are_done_at_once_where_nobody_works() throws Exception {
    gateway.submitsBring(OOPS);
    drop("a");
    assertThat(tell(1, "batch")).contains("1 in doubt");

    assertThat(tell(0, "jobs")).contains("nobody works here", "1 IN_DOUBT", "unknown");
    assertThat(tell(0, "abandon", "a")).contains("IN_DOUBT -> ABANDONED");
    assertThat(tell(1, "abandon", "a")).startsWith("refused");
    assertThat(TestBench.names(home.resolve("failed"))).containsExactly("a.json", "a.reason.json");

    // What was given up may be asked for again, at its price; the next batch makes it.
    try (ProgramRun unsure = start("retry", "a", "--resubmit")) {
      assertThat(unsure.exitCode()).isEqualTo(ExitCode.USAGE);
    }
    assertThat(tell(1, "retry", "a")).contains("refused", "retry", "--resubmit --yes");
    assertThat(tell(0, "retry", "a", "--resubmit", "--yes")).contains("ABANDONED -> ACCEPTED");
    gateway.submitsBring(Answer.accepted());
    assertThat(tell(0, "batch")).contains("1 delivered");
    assertThat(gateway.submits()).hasSize(2);
  }

  /** What a command prints, if it exits with this. */
  private String tell(int exitCode, String... arguments) throws Exception {
    try (ProgramRun command = start(arguments)) {
      assertThat(command.exitCode()).as(command.out() + command.err()).isEqualTo(exitCode);
      return command.out();
    }
  }

  private ProgramRun start(String... arguments) throws Exception {
    return ProgramRun.start(directory, environment, arguments);
  }

  private void drop(String stem) throws Exception {
    TestBench.drop(home, stem + ".json", TestBench.manifest(stem));
  }
}
