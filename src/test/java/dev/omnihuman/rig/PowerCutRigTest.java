package dev.omnihuman.rig;

import static org.assertj.core.api.Assertions.assertThat;

import dev.omnihuman.app.ProgramRun;
import dev.omnihuman.app.TestBench;
import dev.omnihuman.failpoint.Failpoint;
import dev.omnihuman.job.JobState;
import dev.omnihuman.testing.FakeGateway;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The power is cut while the real program works: it is stopped, its disk is copied as it is, and
 * the program goes on with the copy. {@code rig.cuts} says how often.
 */
@Tag("power-cut")
class PowerCutRigTest {

  private static final int DROPPED_AT_ONCE = 6;
  private static final int LINES_OF_A_JOB = 5;
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(90);
  private static final Duration LOOK_EVERY = Duration.ofMillis(3);

  private static final Set<Failpoint> BEHIND_A_FLUSH =
      EnumSet.of(
          Failpoint.BEFORE_ACCEPT,
          Failpoint.AFTER_INTENT,
          Failpoint.AFTER_REQUEST_ID,
          Failpoint.AFTER_UNLINK,
          Failpoint.AFTER_FOLDER_FSYNC,
          Failpoint.AFTER_DELIVERED);

  private static Launch launch;

  private final FakeGateway gateway = new FakeGateway().servesVideosThatDiffer();
  private final Set<String> dropped = new HashSet<>();
  private final Set<String> mayBeInDoubt = new HashSet<>();

  @TempDir Path directory;
  private LoopDisk disk;
  private Path home;
  private Program program;

  @BeforeAll
  static void prepare(@TempDir Path directory) throws Exception {
    launch = Launch.prepare(directory);
  }

  @BeforeEach
  void mount() throws Exception {
    disk = LoopDisk.mount(directory);
    home = disk.path().resolve("home");
    program = new Program(launch, directory.resolve("runs")).over(home, gateway.origin());
    // Fewer in doubt at each cut, so that more is left to be told wrong of.
    program.with("omnihuman.submit.concurrency", "2");
  }

  @AfterEach
  void unmount() throws Exception {
    gateway.close();
    disk.unmount();
  }

  @Test
  void cuts_at_any_moment_lose_nothing_that_was_told_and_pay_for_nothing_twice() throws Exception {
    long seed = RigSize.seed();
    System.out.printf("%d random power cuts, -Drig.seed=%d%n", RigSize.cuts(), seed);
    Random random = new Random(seed);
    for (int n = 1; n <= RigSize.cuts(); n++) {
      drop(DROPPED_AT_ONCE);
      int lines = random.nextInt(DROPPED_AT_ONCE * LINES_OF_A_JOB);
      try (ProgramRun run = program.start("run")) {
        Awaitility.waitAtMost(LONGEST_WAIT)
            .pollInterval(LOOK_EVERY)
            .until(() -> RunLog.of(run.out()).steps().size() >= lines);
        cutThePower(run);
      }
    }
    Set<String> inDoubt = endsWell();
    System.out.printf(
        "%d manifests, %d charges, %d in doubt%n",
        dropped.size(), gateway.charges().size(), inDoubt.size());
  }

  static List<Failpoint> places() {
    return RigSize.failpoints().stream().filter(BEHIND_A_FLUSH::contains).toList();
  }

  /** Random cuts seldom come where it matters whether something was flushed. */
  @ParameterizedTest
  @MethodSource("places")
  void a_cut_right_behind_a_durable_step_does_not_take_it_back(Failpoint place) throws Exception {
    // One job: the flushes of another would make this one's names durable too.
    drop(1);
    int time = place == Failpoint.AFTER_UNLINK ? CrashRigTest.PROBES + 1 : 1;
    try (ProgramRun run = program.startAndStopAt(place, time, "run")) {
      String line = "failpoint " + place + " reached\n";
      run.await(() -> run.out().contains(line));
      cutThePower(run);
    }
    switch (place) {
      case BEFORE_ACCEPT -> {
        assertThat(TestBench.names(home.resolve("inbox"))).isEmpty();
        assertThat(TestBench.names(home.resolve("working"))).containsExactly("job-1.json");
      }
      case AFTER_FOLDER_FSYNC ->
          assertThat(TestBench.names(home.resolve("outbox")))
              .containsExactly("job-1.json", "job-1.mp4", "job-1.mp4.sha256");
      case AFTER_DELIVERED ->
          assertThat(TestBench.names(home.resolve("outbox")))
              .containsExactly("job-1.done", "job-1.json", "job-1.mp4", "job-1.mp4.sha256");
      default -> {}
    }
    Set<String> inDoubt = endsWell();
    assertThat(inDoubt).hasSize(place == Failpoint.AFTER_INTENT ? 1 : 0);
  }

  /** Durably, because whoever drops a file must see to that himself. */
  private void drop(int count) throws Exception {
    for (int i = 0; i < count; i++) {
      String stem = "job-" + (dropped.size() + 1);
      dropped.add(stem);
      TestBench.drop(home, stem + ".json", TestBench.manifest(stem));
    }
    LoopDisk.output("sync", "-f", home.toString());
  }

  private void cutThePower(ProgramRun run) throws Exception {
    LoopDisk.output("sh", "-c", "kill -STOP " + run.pid());
    Awaitility.await().until(() -> isStopped(run.pid()));
    RunLog told = program.log();
    Path snapshot = disk.snapshot();
    run.kill();
    disk.replaceBy(snapshot);

    new CutDisk(home, Files.createTempDirectory(directory, "ledger-"))
        .keeps(told, gateway, program.out());
    mayBeInDoubt.addAll(dropped);
    mayBeInDoubt.removeAll(told.answered());
    Judge.findsNothingHalf(gateway, home, program.out());
  }

  /** All threads: each of them may be at a write. */
  private static boolean isStopped(long pid) throws Exception {
    try (var threads = Files.list(Path.of("/proc", String.valueOf(pid), "task"))) {
      for (Path thread : threads.toList()) {
        String stat = Files.readString(thread.resolve("stat"));
        if (stat.charAt(stat.lastIndexOf(')') + 2) != 'T') {
          return false;
        }
      }
      return true;
    }
  }

  private Set<String> endsWell() throws Exception {
    int exitCode;
    try (ProgramRun last = program.start("batch")) {
      exitCode = last.exitCode();
    }
    Set<String> inDoubt = Judge.finds(gateway, home, dropped, mayBeInDoubt, program.out());
    assertThat(exitCode).as(program.out()).isEqualTo(inDoubt.isEmpty() ? 0 : 1);
    // A cut may come between the commit and its line in the log.
    assertThat(inDoubt).containsAll(program.log().reached(JobState.IN_DOUBT));
    return inDoubt;
  }
}
