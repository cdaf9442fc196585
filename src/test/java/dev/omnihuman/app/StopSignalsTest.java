package dev.omnihuman.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.omnihuman.testing.Answer;
import dev.omnihuman.testing.FakeGateway;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The first signal waits for the paid call under way; the second does not. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "it has no signals")
class StopSignalsTest {

  private final FakeGateway gateway = new FakeGateway();

  @TempDir Path directory;
  private Path home;
  private Map<String, String> environment;

  @BeforeEach
  void prepare() throws Exception {
    home = directory.resolve("home");
    environment = ProgramRun.environment(TestBench.hurried(home, gateway.origin()));
    gateway.submitsBring(Answer.silence());
    TestBench.drop(home, "a.json", TestBench.manifest("a"));
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void a_second_signal_ends_the_program_and_the_submit_under_way_is_in_doubt() throws Exception {
    try (ProgramRun run = ProgramRun.start(directory, environment)) {
      run.await(() -> gateway.submits().size() == 1);
      run.terminate();
      run.await(() -> run.out().contains("stopping"));
      run.terminate();

      assertThat(run.exitCode()).isEqualTo(143);
      assertThat(run.err()).isEmpty();
    }
    gateway.submitsBring(Answer.accepted());
    try (ProgramRun next = ProgramRun.start(directory, environment, "batch")) {
      assertThat(next.exitCode()).isEqualTo(ExitCode.NOT_ALL_DELIVERED);
      assertThat(next.out()).contains("1 in doubt");
    }
    assertThat(gateway.submits()).hasSize(1);
    assertThat(TestBench.names(home.resolve("working"))).containsExactly("a.held.txt", "a.json");
  }

  @Test
  void a_second_interrupt_ends_the_program_with_130() throws Exception {
    try (ProgramRun run = ProgramRun.start(directory, environment)) {
      run.await(() -> gateway.submits().size() == 1);
      run.interrupt();
      run.await(() -> run.out().contains("stopping"));
      run.interrupt();

      assertThat(run.exitCode()).isEqualTo(130);
    }
  }

  @Test
  void one_signal_waits_for_the_answer_to_the_submit_under_way() throws Exception {
    try (ProgramRun run = ProgramRun.start(directory, environment)) {
      run.await(() -> gateway.submits().size() == 1);
      run.terminate();
      run.await(() -> run.out().contains("stopping"));
      gateway.close();

      assertThat(run.exitCode()).isEqualTo(143);
      assertThat(run.out()).contains("SUBMITTING -> ");
    }
  }
}
