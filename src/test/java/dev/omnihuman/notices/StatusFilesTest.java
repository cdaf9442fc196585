package dev.omnihuman.notices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.omnihuman.desk.HeldNotes;
import dev.omnihuman.folders.Folders;
import dev.omnihuman.folders.ManifestFiling;
import dev.omnihuman.job.Gate;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
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
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What files beside manifests tell of their jobs. */
class StatusFilesTest {

  private static final JsonMapper JSON = new JsonMapper();

  @TempDir Path home;
  private final TestClock clock = new TestClock();
  private Folders folders;
  private JobLedger ledger;
  private JobSteps steps;
  private ManifestFiling filing;
  private StatusFiles statusFiles;

  @BeforeEach
  void open() throws Exception {
    folders = TestFolders.in(home);
    ledger = SqliteLedger.open(home, TestRules.on(clock));
    steps = new JobSteps(ledger, clock);
    filing = new ManifestFiling(folders);
    statusFiles = new StatusFiles(folders, ledger, clock);
    ledger.watch(statusFiles::mark);
  }

  @AfterEach
  void close() {
    ledger.close();
  }

  private Job accept(String file) throws Exception {
    Path manifest = folders.filed().working().resolve(file);
    Files.createDirectories(manifest.getParent());
    Files.writeString(manifest, Manifests.JSON);
    return steps.accept(List.of(Manifests.of(file, file))).get(0);
  }

  /** The ledger tells of a step after it has answered whoever asked for it. */
  private void write() {
    await().until(() -> ledger.writer().longestWait().isZero());
    statusFiles.write();
  }

  private JsonNode status(String name) throws Exception {
    return JSON.readTree(Files.readAllBytes(folders.filed().working().resolve(name)));
  }

  private List<String> working() throws Exception {
    return TestFolders.names(folders.filed().working());
  }

  @Test
  void should_tell_how_a_job_stands_from_its_beginning_to_its_end() throws Exception {
    Job job = accept("clip.json");
    write();
    assertThat(status("clip.status.json").path("state").asText()).isEqualTo("ACCEPTED");

    clock.advance(Duration.ofSeconds(3));
    Job submitted = steps.submit(job);
    write();

    JsonNode status = status("clip.status.json");
    assertThat(status.fieldNames())
        .toIterable()
        .containsExactly(
            "job",
            "name",
            "manifest",
            "state",
            "since",
            "meaning",
            "next_step",
            "words",
            "attempts",
            "charged",
            "request_id",
            "expected_at",
            "updated_at");
    assertThat(status.path("job").asText()).isEqualTo(job.id());
    assertThat(status.path("state").asText()).isEqualTo("SUBMITTED");
    assertThat(status.path("meaning").asText()).isEqualTo(JobState.SUBMITTED.meaning());
    assertThat(status.path("since").asText()).isEqualTo(clock.instant().toString());
    assertThat(status.path("request_id").asText()).isEqualTo("request-" + job.id());
    assertThat(status.path("attempts").asInt()).isEqualTo(1);
    assertThat(status.toString()).doesNotContain("http");

    Job ready = steps.ready(submitted);
    Job delivered =
        ledger.move(Move.of(ready, ready.delivered(clock.instant(), List.of("clip.mp4"))));
    filing.file(delivered);
    write();

    assertThat(working()).isEmpty();
    assertThat(TestFolders.names(folders.filed().done())).containsExactly("clip.json");
  }

  @Test
  void should_mirror_sub_folders() throws Exception {
    accept("spring/clip.json");

    write();

    assertThat(status("spring/clip.status.json").path("manifest").asText())
        .isEqualTo("spring/clip.json");
  }

  @Test
  void should_leave_no_half_file_behind() throws Exception {
    accept("clip.json");
    write();

    assertThat(working()).containsExactly("clip.json", "clip.status.json");
  }

  @Test
  void should_tell_of_shut_gates_and_of_open_ones() throws Exception {
    HeldNotes heldNotes = new HeldNotes(ledger, filing, clock, statusFiles::mark);
    accept("clip.json");
    write();
    ledger.shut(Gate.PAUSE, "a person said so");
    clock.advance(Duration.ofSeconds(6));

    heldNotes.tell();
    write();
    assertThat(status("clip.status.json").path("next_step").asText())
        .contains("PAUSE", "a person said so");

    ledger.open(Gate.PAUSE);
    heldNotes.tell();
    write();
    assertThat(status("clip.status.json").path("next_step").asText()).doesNotContain("PAUSE");
  }

  @Test
  void should_tell_of_a_doubt_and_what_to_do() throws Exception {
    steps.answer(steps.begin(accept("clip.json")), SubmitOutcome.ANSWER_LOST);

    write();

    JsonNode status = status("clip.status.json");
    assertThat(status.path("state").asText()).isEqualTo("IN_DOUBT");
    assertThat(status.path("next_step").asText()).contains("resolve");
    assertThat(status.path("charged").asText()).isEqualTo("unknown");
  }

  @Test
  void should_tell_of_a_trouble_that_changes_no_state() throws Exception {
    Job submitted = steps.submit(accept("clip.json"));
    write();
    ledger.move(
        Move.of(
            submitted,
            submitted.tryAgain(clock.instant(), "no answer from https://h/x?secret=canary")));

    write();

    assertThat(status("clip.status.json").path("words").asText())
        .isEqualTo("no answer from https://h/x?****");
  }

  @Test
  void should_write_all_anew_after_a_start() throws Exception {
    for (int n = 0; n < 3; n++) {
      accept("clip-%d.json".formatted(n));
    }
    Files.writeString(folders.filed().working().resolve("clip-1.status.json"), "{half");

    StatusFiles restarted = new StatusFiles(folders, ledger, clock);
    restarted.clearAway(true);
    restarted.markAll();
    restarted.write();

    assertThat(working()).hasSize(6);
    assertThat(status("clip-1.status.json").path("state").asText()).isEqualTo("ACCEPTED");
  }

  @Test
  void should_clear_away_at_a_start_what_tells_of_no_open_job_and_is_ours() throws Exception {
    Job ended = accept("ended.json");
    accept("open.json");
    write();
    Job failed = steps.fail(steps.submit(ended));
    filing.file(failed);
    Path strange = folders.filed().working().resolve("strange.status.json");
    Files.writeString(strange, Manifests.JSON);

    new StatusFiles(folders, ledger, clock).clearAway(true);
    assertThat(working()).containsExactly("open.json", "open.status.json", "strange.status.json");

    new StatusFiles(folders, ledger, clock).clearAway(false);
    assertThat(working()).containsExactly("open.json", "strange.status.json");
  }

  @Test
  void should_follow_a_manifest_that_comes_back() throws Exception {
    Job failed = steps.answer(steps.begin(accept("clip.json")), SubmitOutcome.INPUT_REFUSED);
    filing.file(failed);
    write();
    assertThat(working()).isEmpty();

    Job again = ledger.move(Move.of(failed, failed.submittedAnew(clock.instant())));
    write();
    assertThat(working()).as("it is not there yet").isEmpty();
    filing.takeBack(failed, again);
    write();

    assertThat(working()).containsExactly("clip.json", "clip.status.json");
  }

  @Test
  void should_tell_of_no_manifest_that_a_person_has_taken_away() throws Exception {
    accept("clip.json");
    write();
    Files.delete(folders.filed().working().resolve("clip.json"));
    statusFiles.markAll();

    write();

    assertThat(working()).isEmpty();
  }

  @Test
  void should_go_on_when_a_file_could_not_be_written() throws Exception {
    accept("clip.json");
    Path inTheWay = folders.filed().working().resolve("clip.status.json");
    Files.createDirectory(inTheWay);
    Files.writeString(inTheWay.resolve("x"), "");

    clock.advance(Duration.ofSeconds(1));
    accept("other.json");

    write();
    write();
    assertThat(inTheWay).isDirectory();
    assertThat(working()).as("it holds up nobody else").contains("other.status.json");

    Files.delete(inTheWay.resolve("x"));
    Files.delete(inTheWay);
    clock.advance(Duration.ofSeconds(10));
    write();
    assertThat(inTheWay).isRegularFile();
  }

  @Test
  void should_not_take_away_the_file_of_another_job_that_has_the_name_now() throws Exception {
    Job first = accept("clip.json");
    filing.file(steps.fail(steps.submit(first)));
    Files.writeString(folders.filed().working().resolve("clip.json"), Manifests.JSON);
    steps.accept(List.of(Manifests.of("clip.json", "second")));

    write();

    assertThat(working()).containsExactly("clip.json", "clip.status.json");
  }

  @Test
  void should_write_of_many_jobs_only_those_that_have_changed() throws Exception {
    List<Job> jobs =
        IntStream.range(0, 300).mapToObj(n -> acceptQuietly("c%d.json".formatted(n))).toList();
    write();
    Path untouched = folders.filed().working().resolve("c7.status.json");
    Files.delete(untouched);

    steps.submit(jobs.get(8));
    write();

    assertThat(untouched).doesNotExist();
    assertThat(status("c8.status.json").path("state").asText()).isEqualTo("SUBMITTED");
  }

  @Test
  void should_neither_replace_nor_remove_what_is_somebody_elses() throws Exception {
    Path manifest = folders.filed().working().resolve("clip.status.json");
    Files.writeString(manifest, Manifests.JSON);
    Path large = folders.filed().working().resolve("other.status.json");
    Files.writeString(large, "[" + " ".repeat(100_000) + "]");
    Job job = accept("clip.json");
    accept("other.json");
    write();
    filing.file(steps.fail(steps.submit(job)));
    write();

    assertThat(manifest).hasContent(Manifests.JSON);
    assertThat(large).hasSize(100_002);
  }

  @Test
  void should_put_off_one_file_that_is_in_the_way_and_no_other() throws Exception {
    accept("clip.json");
    Path inTheWay = folders.filed().working().resolve("clip.status.json");
    Files.createDirectories(inTheWay.resolve("x"));
    write();

    accept("other.json");
    write();

    assertThat(working()).contains("other.status.json");
  }

  @Test
  void should_begin_no_file_after_it_was_stopped_but_for_a_moment_at_the_end() throws Exception {
    for (int n = 0; n < 20; n++) {
      accept("c%d.json".formatted(n));
    }
    statusFiles.stop();
    write();
    assertThat(working()).hasSize(20);

    Clock slow = passing(Duration.ofSeconds(1));
    StatusFiles last = new StatusFiles(folders, ledger, slow);
    last.markAll();
    last.writeLast(Duration.ofSeconds(5));

    assertThat(working()).hasSizeBetween(21, 30);
  }

  /** As on a share where each file takes so long. */
  private Clock passing(Duration each) {
    return new Clock() {
      @Override
      public Instant instant() {
        clock.advance(each);
        return clock.instant();
      }

      @Override
      public ZoneId getZone() {
        return clock.getZone();
      }

      @Override
      public Clock withZone(ZoneId zone) {
        return clock.withZone(zone);
      }
    };
  }

  private Job acceptQuietly(String file) {
    try {
      return accept(file);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
