package dev.omnihuman.rig;

import static org.assertj.core.api.Assertions.assertThat;

import dev.omnihuman.app.ProgramRun;
import dev.omnihuman.app.TestBench;
import dev.omnihuman.job.JobState;
import dev.omnihuman.testing.FakeGateway;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real program is killed again and again, in one home, while manifests keep coming. */
@Tag("rig")
class RandomKillsRigTest {

  private static final int MOST_DROPPED_AT_ONCE = 5;
  private static final int LONGEST_RUN_MILLIS = 2_000;
  private static final int CONCURRENCY = 2;

  private final FakeGateway gateway = new FakeGateway().servesVideosThatDiffer();
  private final Set<String> dropped = new HashSet<>();
  private final Set<String> mayBeInDoubt = new HashSet<>();

  @TempDir Path directory;
  private Path home;
  private Program program;

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void kills_at_any_moment_lose_nothing_pay_for_nothing_twice_and_leave_nothing_half()
      throws Exception {
    home = directory.resolve("home");
    program = new Program(Launch.prepare(directory), directory.resolve("runs"));
    program.over(home, gateway.origin());
    program.with("omnihuman.submit.concurrency", String.valueOf(CONCURRENCY));
    long seed = RigSize.seed();
    System.out.printf("%d random kills, -Drig.seed=%d%n", RigSize.kills(), seed);
    Random random = new Random(seed);
    for (int n = 1; n <= RigSize.kills(); n++) {
      drop(random.nextInt(MOST_DROPPED_AT_ONCE + 1));
      try (ProgramRun killed = program.start("run")) {
        if (random.nextBoolean()) {
          // A start is long and a job is short: half of the kills are for those at work.
          killed.await(() -> killed.out().contains(" watching "));
        }
        killed.letRun(Duration.ofMillis(random.nextInt(LONGEST_RUN_MILLIS)));
        killed.kill();
        assertThat(RunLog.of(killed.out()).reached(JobState.IN_DOUBT))
            .as("no more than one kill can leave behind: %s", killed.out())
            .hasSizeLessThanOrEqualTo(CONCURRENCY);
      }
      mayBeInDoubt.addAll(dropped);
      Set<String> answered = program.log().answered();
      mayBeInDoubt.removeIf(stem -> answered.contains(stem.substring(stem.indexOf('/') + 1)));
      Judge.findsNothingHalf(gateway, home, program.out());
    }
    int exitCode;
    try (ProgramRun last = program.start("batch")) {
      exitCode = last.exitCode();
    }

    Set<String> inDoubt = Judge.finds(gateway, home, dropped, mayBeInDoubt, program.out());
    assertThat(exitCode).isEqualTo(inDoubt.isEmpty() ? 0 : 1);
    System.out.printf(
        "%d manifests, %d charges, %d in doubt%n",
        dropped.size(), gateway.charges().size(), inDoubt.size());
  }

  private void drop(int count) throws Exception {
    for (int i = 0; i < count; i++) {
      int number = dropped.size() + 1;
      String stem = (number % 3 == 0 ? "sub/job-" : "job-") + number;
      dropped.add(stem);
      TestBench.drop(home, stem + ".json", TestBench.manifest(stem));
    }
  }
}
