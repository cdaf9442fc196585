package dev.omnihuman.intake;

import dev.omnihuman.folders.Folders;
import dev.omnihuman.folders.ManifestFiling;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.OutputTemplate;
import dev.omnihuman.ledger.JobLedger;
import dev.omnihuman.ledger.SqliteLedger;
import dev.omnihuman.testing.JobSteps;
import dev.omnihuman.testing.Manifests;
import dev.omnihuman.testing.TestClock;
import dev.omnihuman.testing.TestFolders;
import dev.omnihuman.testing.TestRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** An inbox with all that lies around it, over a real ledger. */
abstract class InboxFixture {

  static final String OTHER = Manifests.JSON.replace("face", "other-face");

  final TestClock clock = new TestClock();

  @TempDir Path home;
  Folders folders;
  WholeManifests wholeManifests;
  Path working;
  JobLedger ledger;
  JobSteps steps;
  Rejections rejections;
  Inbox inbox;

  @BeforeEach
  void start() throws IOException {
    folders = TestFolders.in(home);
    working = folders.filed().working();
    ledger = SqliteLedger.open(home, TestRules.on(clock));
    steps = new JobSteps(ledger, clock);
    work(folders);
  }

  /** With other settings of the folders. */
  void work(Folders set) {
    folders = set;
    wholeManifests = new WholeManifests(folders, clock, Duration.ofSeconds(30));
    rejections = new Rejections(folders);
    Naming naming = new Naming(folders, OutputTemplate.DEFAULT);
    inbox = new Inbox(naming, wholeManifests, ledger, rejections, new ManifestFiling(folders));
  }

  @AfterEach
  void stop() {
    ledger.close();
  }

  void take(String name, String content) throws IOException {
    drop(name, content);
    inbox.take(List.of(name));
  }

  void drop(String name, String content) throws IOException {
    Files.writeString(folders.inbox().resolve(name), content);
  }

  Job job(String file) {
    return ledger.findByManifest(file).orElseThrow();
  }
}
