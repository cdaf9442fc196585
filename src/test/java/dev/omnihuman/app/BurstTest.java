package dev.omnihuman.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.omnihuman.job.JobState;
import dev.omnihuman.ledger.JobLedger;
import dev.omnihuman.ledger.SqliteLedger;
import dev.omnihuman.testing.Answer;
import dev.omnihuman.testing.FakeGateway;
import dev.omnihuman.testing.TestRules;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Very many manifests at once, in a process of 256 MiB. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "it has no signals")
class BurstTest {
  private static final int MANIFESTS = 10_000;

  @TempDir Path directory;

  @Test
  void ten_thousand_manifests_at_once_are_all_taken() throws Exception {
    Path home = Files.createDirectories(directory.resolve("home"));
    Path inbox = Files.createDirectories(home.resolve("inbox"));
    for (int n = 0; n < MANIFESTS; n++) {
      Files.writeString(inbox.resolve("job-" + n + ".json"), TestBench.manifest("job-" + n));
    }
    try (FakeGateway gateway = new FakeGateway().answers(Answer.processing())) {
      Map<String, String> settings = new TreeMap<>(TestBench.hurried(home, gateway.origin()));
      settings.put("omnihuman.poll.interval", "1h");
      try (ProgramRun run = ProgramRun.start(directory, ProgramRun.environment(settings), "run")) {
        run.await(() -> isEmpty(inbox));
        run.terminate();
        assertThat(run.exitCode()).as(run.err()).isEqualTo(143);
        assertThat(run.out() + run.err()).doesNotContain("OutOfMemory");
      }
      assertThat(gateway.submits()).isNotEmpty();
    }

    try (JobLedger ledger = SqliteLedger.open(home, TestRules.on(Clock.systemUTC()))) {
      Map<JobState, Long> jobs = ledger.countByState();
      assertThat(jobs.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(MANIFESTS);
      assertThat(jobs).doesNotContainKeys(JobState.FAILED, JobState.IN_DOUBT, JobState.SUBMITTING);
    }
    assertThat(TestBench.names(home.resolve("working"))).hasSize(MANIFESTS);
    assertThat(TestBench.names(home.resolve("rejected"))).isEmpty();
  }

  private static boolean isEmpty(Path folder) throws Exception {
    try (var entries = Files.newDirectoryStream(folder)) {
      return !entries.iterator().hasNext();
    }
  }
}
