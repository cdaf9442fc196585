package dev.omnihuman.rig;

import static org.assertj.core.api.Assertions.assertThat;

import dev.omnihuman.app.ProgramRun;
import dev.omnihuman.app.TestBench;
import dev.omnihuman.failpoint.Failpoint;
import dev.omnihuman.testing.FakeGateway;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The real program is killed at each durable step, and started again. {@code rig.repeats} says how
 * often at each; {@code rig.failpoints} names some of them.
 */
@Tag("rig")
class CrashRigTest {

  private static final Set<String> STEMS = Set.of("one", "two", "sub/three");

  /** Reached by the thread that submits, of which there is one here. */
  private static final Set<Failpoint> WHILE_SUBMITTING =
      EnumSet.range(Failpoint.BEFORE_INTENT, Failpoint.AFTER_REQUEST_ID);

  private static final Set<Failpoint> LEAVES_A_DOUBT =
      EnumSet.of(Failpoint.AFTER_INTENT, Failpoint.AFTER_SUBMIT_ANSWER);

  /** A page of manifests is accepted at once. */
  private static final Set<Failpoint> ONCE =
      EnumSet.of(Failpoint.BEFORE_ACCEPT, Failpoint.AFTER_ACCEPT);

  /** Each of the program's folders is tried out in the same way at its start. */
  private static final Set<Failpoint> IN_PROBES_TOO =
      EnumSet.of(Failpoint.AFTER_LINK, Failpoint.AFTER_UNLINK);

  static final int PROBES = 8;

  private static Launch launch;

  private final FakeGateway gateway = new FakeGateway().servesVideosThatDiffer();

  @TempDir Path directory;

  @BeforeAll
  static void prepare(@TempDir Path directory) throws Exception {
    launch = Launch.prepare(directory);
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  static Stream<Arguments> places() {
    return RigSize.failpoints().stream()
        .flatMap(
            place ->
                IntStream.rangeClosed(1, RigSize.repeats())
                    .mapToObj(n -> Arguments.of(place, time(place, n))));
  }

  /** Another time at each repeat, as far as there are jobs. */
  private static int time(Failpoint place, int repeat) {
    int time = ONCE.contains(place) ? 1 : (repeat - 1) % STEMS.size() + 1;
    return IN_PROBES_TOO.contains(place) ? PROBES + time : time;
  }

  @ParameterizedTest(name = "{0}, time {1}")
  @MethodSource("places")
  void a_kill_loses_nothing_pays_for_nothing_twice_and_leaves_nothing_half(
      Failpoint place, int time) throws Exception {
    Path home = directory.resolve("home");
    Program program = new Program(launch, directory.resolve("runs")).over(home, gateway.origin());
    program.with("omnihuman.submit.concurrency", "1");
    for (String stem : STEMS) {
      TestBench.drop(home, stem + ".json", TestBench.manifest(stem));
    }
    try (ProgramRun killed = program.startAndStopAt(place, time, "run")) {
      String line = "failpoint " + place + " reached\n";
      killed.await(() -> killed.out().contains(line));
      // It is at work, not starting: a start that stopped there would never say so.
      killed.await(() -> killed.out().contains(" watching "));
      // With nobody else in a submit, who may be in doubt is certain.
      killed.await(
          () -> WHILE_SUBMITTING.contains(place) || RunLog.of(killed.out()).isSubmittingNothing());
      killed.kill();
    }
    Judge.findsNothingHalf(gateway, home, program.out());
    int exitCode;
    try (ProgramRun next = program.start("batch")) {
      exitCode = next.exitCode();
    }

    Set<String> inDoubt = Judge.finds(gateway, home, STEMS, STEMS, program.out());
    int doubts = LEAVES_A_DOUBT.contains(place) ? 1 : 0;
    assertThat(inDoubt).as(program.out()).hasSize(doubts);
    assertThat(exitCode).as(program.out()).isEqualTo(doubts);
  }
}
