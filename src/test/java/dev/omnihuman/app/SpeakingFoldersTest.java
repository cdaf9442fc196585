package dev.omnihuman.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.omnihuman.job.JobState;
import dev.omnihuman.testing.Answer;
import dev.omnihuman.testing.FakeGateway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people who have only the share say and see. */
class SpeakingFoldersTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir Path home;
  private final FakeGateway gateway = new FakeGateway();
  private TestBench bench;

  @BeforeEach
  void prepare() {
    bench = new TestBench(home, gateway.origin());
  }

  @AfterEach
  void stop() {
    bench.close();
    gateway.close();
  }

  private String state(String file) throws IOException {
    try {
      return JSON.readTree(bench.text(file)).path("state").asText();
    } catch (NoSuchFileException e) {
      return "";
    }
  }

  @Test
  void a_pause_that_was_said_while_nobody_worked_here_lets_no_job_be_submitted() throws Exception {
    bench.dropJobs("clip");
    Files.writeString(home.resolve("inbox/PAUSE.txt"), "not before Monday");
    bench.start();
    await().atMost(LONG).until(() -> bench.ledger().countByState().containsKey(JobState.ACCEPTED));
    bench.awaitFiles("inbox/PAUSED.txt", "working/clip.held.txt");
    assertThat(gateway.submits()).isEmpty();
    assertThat(bench.text("inbox/PAUSED.txt")).contains("not before Monday");

    Files.writeString(home.resolve("inbox/RESUME"), "");
    bench.awaitFiles("done/clip.json");
    await().atMost(LONG).until(() -> bench.names("inbox").isEmpty());
    assertThat(gateway.submits()).hasSize(1);
  }

  @Test
  void a_file_beside_the_manifest_tells_how_a_job_stands_through_a_restart() throws Exception {
    gateway.answers(Answer.processing());
    bench.with("omnihuman.folders.status", "on").start();
    bench.dropJobs("clip");
    await().atMost(LONG).until(() -> state("working/clip.status.json").equals("SUBMITTED"));
    bench.stop();
    Files.delete(bench.path("working/clip.status.json"));

    bench.start();
    await().atMost(LONG).until(() -> state("working/clip.status.json").equals("SUBMITTED"));
    gateway.finishesAll();
    bench.awaitFiles("done/clip.json");
    await().atMost(LONG).until(() -> bench.names("working").isEmpty());

    assertThat(gateway.submits()).hasSize(1);
    assertThat(bench.ledger().countByState()).containsOnlyKeys(JobState.DELIVERED);
  }

  @Test
  void no_status_file_is_written_unless_somebody_wants_it_and_old_ones_go() throws Exception {
    gateway.answers(Answer.processing());
    bench.with("omnihuman.folders.status", "on").start();
    bench.dropJobs("clip");
    bench.awaitFiles("working/clip.status.json");
    bench.stop();

    bench.with("omnihuman.folders.status", "off").start();

    assertThat(bench.names("working")).containsExactly("clip.json");
  }

  @Test
  void a_file_that_is_called_like_a_status_file_is_no_manifest() throws Exception {
    bench.start();
    bench.drop("clip.status.json", TestBench.manifest("clip"));
    bench.dropJobs("other");
    bench.awaitFiles("done/other.json");

    assertThat(bench.names("inbox")).containsExactly("clip.status.json");
    assertThat(gateway.submits()).hasSize(1);
  }

  @Test
  void the_last_files_are_gone_when_the_program_ends() throws Exception {
    bench.with("omnihuman.folders.status", "on").start();
    bench.dropJobs("a", "b", "c");
    bench.awaitFiles("done/a.json", "done/b.json", "done/c.json");
    bench.stop();

    assertThat(bench.names("working")).isEmpty();
  }
}
