package dev.omnihuman.rig;

import static org.assertj.core.api.Assertions.assertThat;

import dev.omnihuman.job.GateDelays;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import dev.omnihuman.ledger.JobLedger;
import dev.omnihuman.ledger.LedgerRules;
import dev.omnihuman.ledger.SqliteLedger;
import dev.omnihuman.testing.FakeGateway;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The disk that a power cut left, before the program sees it. */
final class CutDisk {

  private final Path home;
  private final Path elsewhere;
  private final List<String> missing = new ArrayList<>();

  /**
   * @param elsewhere for a copy of the ledger: reading it would change it, and keep the disk busy
   */
  CutDisk(Path home, Path elsewhere) {
    this.home = home;
    this.elsewhere = elsewhere;
  }

  /** Whatever the program had told, and whatever the gateway had heard, is on the disk. */
  void keeps(RunLog told, FakeGateway gateway, String log) throws Exception {
    for (String file : List.of("ledger.db", "ledger.db-wal")) {
      if (Files.exists(home.resolve(file))) {
        Files.copy(home.resolve(file), elsewhere.resolve(file));
      }
    }
    Duration any = Duration.ofMinutes(1);
    LedgerRules rules = new LedgerRules(Clock.systemUTC(), any, new GateDelays(List.of(any)));
    try (JobLedger ledger = SqliteLedger.open(elsewhere, rules)) {
      told.steps().forEach(step -> checkStep(step, ledger));
      gateway.submits().stream()
          .map(FakeGateway::image)
          .distinct()
          .forEach(image -> checkIntent(image, ledger));
    }
    told.reached(JobState.DELIVERED).forEach(this::checkFiles);
    assertThat(missing).as(log).isEmpty();
  }

  private void checkStep(RunLog.Step step, JobLedger ledger) {
    if (ledger.events(step.id()).stream()
        .noneMatch(event -> event.from() == step.from() && event.to() == step.to())) {
      missing.add("it told of %s, and the ledger does not know".formatted(step));
    }
  }

  private void checkIntent(String image, JobLedger ledger) {
    String file = image.substring(image.lastIndexOf('/') + 1).replace(".png", ".json");
    boolean known =
        ledger
            .findByManifest(file)
            .map(Job::id)
            .filter(id -> !ledger.attempts(id).isEmpty())
            .isPresent();
    if (!known) {
      missing.add("the gateway was asked for %s, and the ledger has no intent".formatted(image));
    }
  }

  private void checkFiles(String stem) {
    for (String name : List.of(stem + ".mp4", stem + ".json")) {
      if (!Files.exists(home.resolve("outbox").resolve(name))) {
        missing.add("it told that %s was delivered, and %s is gone".formatted(stem, name));
      }
    }
  }
}
