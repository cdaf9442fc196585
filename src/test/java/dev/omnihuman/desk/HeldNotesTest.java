package dev.omnihuman.desk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.omnihuman.folders.Folders;
import dev.omnihuman.folders.ManifestFiling;
import dev.omnihuman.job.Charged;
import dev.omnihuman.job.Gate;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.Move;
import dev.omnihuman.job.SubmitOutcome;
import dev.omnihuman.ledger.JobLedger;
import dev.omnihuman.ledger.SqliteLedger;
import dev.omnihuman.testing.JobSteps;
import dev.omnihuman.testing.Manifests;
import dev.omnihuman.testing.TestClock;
import dev.omnihuman.testing.TestFolders;
import dev.omnihuman.testing.TestRules;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people read beside manifests that only queue. */
class HeldNotesTest {
  @TempDir Path home;
  private final TestClock clock = new TestClock();
  private Folders folders;
  private JobLedger ledger;
  private JobSteps steps;
  private ManifestFiling filing;
  private HeldNotes notes;

  @BeforeEach
  void open() throws Exception {
    folders = TestFolders.in(home);
    ledger = SqliteLedger.open(home, TestRules.on(clock));
    steps = new JobSteps(ledger, clock);
    filing = new ManifestFiling(folders);
    notes = new HeldNotes(ledger, filing, clock);
  }

  @AfterEach
  void close() {
    ledger.close();
  }

  @Test
  void should_write_a_note_beside_each_waiting_manifest_after_five_seconds() throws Exception {
    accept(3);
    ledger.shut(Gate.PAUSE, "a person said so");

    clock.advance(Duration.ofSeconds(5));
    notes.tell();
    assertThat(heldNotes()).as("not for a moment's wait").isEmpty();

    clock.advance(Duration.ofMillis(1));
    notes.tell();
    assertThat(heldNotes())
        .containsExactly("clip-0.held.txt", "clip-1.held.txt", "clip-2.held.txt");
    assertThat(Files.readString(folders.filed().working().resolve("clip-1.held.txt")))
        .contains("clip-1.json waits", "not charged", "PAUSE", "a person said so", "resume");
  }

  @Test
  void should_take_the_notes_away_when_all_gates_are_open() throws Exception {
    accept(3);
    ledger.shut(Gate.PAUSE, "a person said so");
    tellLater();

    ledger.open(Gate.PAUSE);
    notes.tell();

    assertThat(heldNotes()).isEmpty();
  }

  @Test
  void should_tell_of_jobs_that_came_while_the_gate_was_shut() throws Exception {
    ledger.shut(Gate.PAUSE, "a person said so");
    tellLater();
    accept(2);

    notes.tell();

    assertThat(heldNotes()).hasSize(2);
  }

  @Test
  void should_write_the_notes_again_when_there_is_something_new_to_tell() throws Exception {
    accept(2);
    ledger.shut(Gate.PAUSE, "a person said so");
    tellLater();

    ledger.shut(Gate.DISK, "less than 2 GiB are free");
    tellLater();

    assertThat(Files.readString(folders.filed().working().resolve("clip-0.held.txt")))
        .contains("a person said so", "less than 2 GiB are free");
  }

  @Test
  void should_tell_of_more_jobs_than_fit_a_page() throws Exception {
    accept(1001);
    ledger.shut(Gate.PAUSE, "a person said so");
    tellLater();
    assertThat(heldNotes()).hasSize(1001);

    ledger.open(Gate.PAUSE);
    notes.tell();
    assertThat(heldNotes()).isEmpty();
  }

  @Test
  void should_write_no_note_of_a_job_that_does_not_wait() throws Exception {
    List<Job> jobs = accept(2);
    steps.submit(jobs.get(0));
    ledger.shut(Gate.PAUSE, "a person said so");

    tellLater();

    assertThat(heldNotes()).containsExactly("clip-1.held.txt");
  }

  @Test
  void should_write_no_note_where_a_person_has_taken_the_manifest_away() throws Exception {
    accept(1);
    Files.delete(folders.filed().working().resolve("clip-0.json"));
    ledger.shut(Gate.PAUSE, "a person said so");

    tellLater();

    assertThat(heldNotes()).isEmpty();
  }

  /** It waits for its own backoff, not for the gate. */
  @Test
  void should_leave_the_note_of_a_job_that_has_a_trouble_of_its_own() throws Exception {
    Job refused = steps.answer(steps.begin(accept(1).get(0)), SubmitOutcome.NOT_SENT);
    filing.file(refused);
    ledger.shut(Gate.PAUSE, "a person said so");
    tellLater();

    ledger.open(Gate.PAUSE);
    notes.tell();

    assertThat(Files.readString(folders.filed().working().resolve("clip-0.held.txt")))
        .contains("words on NOT_SENT");
  }

  @Test
  void should_say_what_an_earlier_attempt_may_have_cost() throws Exception {
    Job doubtful = steps.answer(steps.begin(accept(1).get(0)), SubmitOutcome.ANSWER_LOST);
    ledger.move(
        Move.of(doubtful, doubtful.submitAgain(clock.instant(), "so said", Charged.UNKNOWN)));
    ledger.shut(Gate.PAUSE, "a person said so");

    tellLater();

    assertThat(Files.readString(folders.filed().working().resolve("clip-0.held.txt")))
        .contains("an earlier attempt may have been charged");
  }

  private void tellLater() throws Exception {
    clock.advance(Duration.ofSeconds(6));
    notes.tell();
  }

  private List<Job> accept(int count) throws Exception {
    for (String file : IntStream.range(0, count).mapToObj(n -> "clip-" + n + ".json").toList()) {
      Files.writeString(folders.filed().working().resolve(file), Manifests.JSON);
    }
    return steps.accept(Manifests.many(count));
  }

  private List<String> heldNotes() throws Exception {
    return TestFolders.names(folders.filed().working()).stream()
        .filter(name -> name.endsWith(".held.txt"))
        .toList();
  }
}
