package dev.omnihuman.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import dev.omnihuman.job.Move;
import dev.omnihuman.testing.Answer;
import dev.omnihuman.testing.FakeGateway;
import dev.omnihuman.testing.TestJobs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The product on a disk without room, and under a clock that somebody has set. */
class GroundTest {

  private final FakeGateway gateway = new FakeGateway();

  @TempDir Path directory;
  private Path home;

  @BeforeEach
  void prepare() {
    home = directory.resolve("home");
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void a_clock_that_was_set_back_delays_no_look_and_repeats_no_submit() throws Exception {
    leaveAHomeWhoseClockWasAnHourAhead();
    Map<String, String> environment =
        ProgramRun.environment(TestBench.hurried(home, gateway.origin()));
    try (ProgramRun run = ProgramRun.start(directory, environment)) {
      // Without the ledger's memory of time it would come in an hour.
      run.await(() -> gateway.requestsLookedAt() == 1);
      TestBench.drop(home, "later.json", TestBench.manifest("later"));
      run.await(() -> Files.exists(home.resolve("done/later.json")));
    }
    assertThat(gateway.submits()).as("of later.json").hasSize(1);
    assertThat(TestBench.names(home.resolve("working")))
        .containsExactly("doubtful.held.txt", "doubtful.json", "followed.json");
  }

  /** One job that is followed, and one whose submit was under way. */
  private void leaveAHomeWhoseClockWasAnHourAhead() throws Exception {
    Files.createDirectories(home.resolve("working"));
    try (TestJobs jobs = new TestJobs(home)) {
      jobs.clock().set(Instant.now().plus(Duration.ofHours(1)));
      for (String stem : List.of("followed", "doubtful")) {
        Files.writeString(home.resolve("working/" + stem + ".json"), TestBench.manifest(stem));
      }
      Job followed = jobs.submitted("followed");
      jobs.ledger().move(Move.of(followed, followed.giveBack(jobs.now().plusSeconds(5))));
      jobs.submitting("doubtful");
      jobs.ledger().clock().remember();
    }
  }

  @Test
  void a_video_is_fetched_when_there_is_room_again_and_not_before() throws Exception {
    gateway.answers(Answer.processing());
    try (TestBench bench = new TestBench(home, gateway.origin()).start()) {
      bench.dropJobs("a");
      await().until(() -> gateway.requestsLookedAt() == 1);
      bench.stop();
      gateway.finishesAll();

      bench.with("omnihuman.disk.min-free", "1000000TiB").start();
      await().until(() -> bench.job("a").state() == JobState.READY);
      Job waiting = bench.job("a");
      // Other work was done meanwhile, so the tick that fetches had its chance.
      TestBench.drop(home, "bad.json", "{}");
      bench.awaitFiles("rejected/bad.json");
      assertThat(gateway.downloads()).isEmpty();
      assertThat(bench.job("a")).as("it was not even leased").isEqualTo(waiting);
      bench.stop();

      bench.with("omnihuman.disk.min-free", "1MiB").start();
      bench.awaitFiles("done/a.json");
      assertThat(gateway.submits()).hasSize(1);
    }
  }
}
