package dev.omnihuman.folders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.omnihuman.job.Charged;
import dev.omnihuman.job.Ending;
import dev.omnihuman.job.FailureReason;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import dev.omnihuman.job.Manifest;
import dev.omnihuman.job.Progress;
import dev.omnihuman.testing.Manifests;
import dev.omnihuman.testing.TestFolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ManifestFilingTest {

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  @TempDir Path home;
  private Folders folders;
  private ManifestFiling filing;
  private Path working;

  private final Job accepted = Job.accepted("01job", Manifests.in("x.json"), NOW);
  private final Job submitting = accepted.submitting(NOW.plusSeconds(60));
  private final Job submitted = submitting.foundSubmitted("request-7", NOW);

  @BeforeEach
  void takeManifest() throws IOException {
    folders = TestFolders.in(home);
    filing = new ManifestFiling(folders);
    working = folders.filed().working();
    Files.writeString(working.resolve("x.json"), Manifests.JSON);
  }

  @Test
  void should_put_a_delivered_manifest_into_done() throws IOException {
    filing.file(submitted.ready("COMPLETED", List.of(), NOW).delivered(NOW, List.of("x.mp4")));

    assertThat(TestFolders.names(folders.filed().done())).containsExactly("x.json");
    assertThat(folders.filed().done().resolve("x.json")).hasContent(Manifests.JSON);
    assertThat(TestFolders.names(working)).isEmpty();
  }

  @Test
  void should_file_in_the_sub_folder_that_the_manifest_came_from_and_take_it_back()
      throws IOException {
    Files.createDirectory(working.resolve("sub"));
    Files.writeString(working.resolve("sub/x.json"), "in sub");
    Job inSub = submitted.filedAs("sub/x.json");
    Job failed = inSub.failed(FailureReason.REMOTE_FAILED, "no", Charged.NO, NOW);

    filing.file(inSub.inDoubt("lost"));
    assertThat(TestFolders.names(working.resolve("sub"))).containsExactly("x.held.txt", "x.json");
    filing.file(failed);

    Path filed = folders.filed().failed().resolve("sub");
    assertThat(TestFolders.names(filed)).containsExactly("x.json", "x.reason.json");
    assertThat(TestFolders.names(working.resolve("sub"))).isEmpty();
    assertThat(working.resolve("x.json")).as("another job's").hasContent(Manifests.JSON);

    Files.delete(working.resolve("sub"));
    filing.takeBack(failed, failed.submittedAnew(NOW).filedAs("sub/x-2.json"));
    assertThat(working.resolve("sub/x-2.json")).hasContent("in sub");
    assertThat(TestFolders.names(filed)).isEmpty();
  }

  @Test
  void should_file_nothing_through_a_link_nor_beyond_its_folders() throws IOException {
    Path elsewhere = Files.createDirectory(home.resolve("elsewhere"));
    Files.createSymbolicLink(folders.filed().done().resolve("sub"), elsewhere);
    Files.createDirectory(working.resolve("sub"));
    Files.writeString(working.resolve("sub/x.json"), "in sub");
    Job delivered = submitted.ready("COMPLETED", List.of(), NOW).delivered(NOW, List.of());

    assertThatThrownBy(() -> filing.file(delivered.filedAs("sub/x.json")))
        .hasMessageContaining("no real folder");
    assertThatThrownBy(() -> filing.file(delivered.filedAs("../working/x.json")))
        .hasMessageContaining("no name of a file beneath");

    assertThat(TestFolders.names(elsewhere)).isEmpty();
    assertThat(working.resolve("sub/x.json")).exists();
    assertThat(working.resolve("x.json")).exists();
  }

  @Test
  void should_put_a_failed_manifest_into_failed_with_its_reason_beside_it() throws IOException {
    filing.file(submitted.failed(FailureReason.REMOTE_FAILED, "no \"face\"", Charged.YES, NOW));

    assertThat(TestFolders.names(folders.filed().failed()))
        .containsExactly("x.json", "x.reason.json");
    assertThat(TestFolders.names(working)).isEmpty();
    JsonNode reason = read("x.reason.json");
    assertThat(reason.path("job").asText()).isEqualTo("01job");
    assertThat(reason.path("state").asText()).isEqualTo("FAILED");
    assertThat(reason.path("reason").asText()).isEqualTo("REMOTE_FAILED");
    assertThat(reason.path("meaning").asText()).isEqualTo(FailureReason.REMOTE_FAILED.meaning());
    assertThat(reason.path("provider_words").asText()).isEqualTo("no \"face\"");
    assertThat(reason.path("request_id").asText()).isEqualTo("request-7");
    assertThat(reason.path("attempts").asInt()).isEqualTo(1);
    assertThat(reason.path("charged").asText()).isEqualTo("yes");
    assertThat(reason.path("what_next").asText()).isEqualTo(FailureReason.REMOTE_FAILED.advice());
  }

  @Test
  void should_not_call_free_what_force_makes_another_take() throws IOException {
    Manifest forced = new Manifest("x.json", "x", true, accepted.manifest().request());
    Job job = Job.accepted("01job", forced, NOW).submitting(NOW).foundSubmitted("request-7", NOW);

    filing.file(job.failed(FailureReason.REMOTE_FAILED, "no face", Charged.YES, NOW));

    assertThat(read("x.reason.json").path("dropped_again").asText())
        .contains("another take at its price");
  }

  @Test
  void should_put_an_abandoned_manifest_into_failed_though_it_has_no_reason() throws IOException {
    Progress end = new Progress(JobState.ABANDONED, 5, 1, 0, 0, null);
    Ending doubt = new Ending(null, "answer lost", Charged.UNKNOWN, Charged.NO, List.of());
    filing.file(
        new Job("01job", accepted.manifest(), end, accepted.remote(), doubt, accepted.times()));

    JsonNode reason = read("x.reason.json");
    assertThat(reason.path("state").asText()).isEqualTo("ABANDONED");
    assertThat(reason.path("charged").asText()).isEqualTo("unknown");
    assertThat(reason.has("reason")).isFalse();
    assertThat(reason.path("request_id").isNull()).isTrue();
  }

  @Test
  void should_say_beside_a_manifest_in_doubt_why_it_is_held() throws IOException {
    filing.file(submitting.inDoubt("the connection broke"));

    assertThat(TestFolders.names(working)).containsExactly("x.held.txt", "x.json");
    assertThat(working.resolve("x.held.txt"))
        .content()
        .contains("x.json is held", "may have been accepted and charged", "the connection broke")
        .contains("Attempt:       1", "01job", "not submitted again by itself")
        .contains("If the gateway calls back about it, it goes on by itself");
  }

  @Test
  void should_say_beside_a_waiting_manifest_that_it_goes_on_by_itself() throws IOException {
    filing.file(submitting.submitAgain(NOW, "the gateway answered 402: no balance", Charged.NO));

    assertThat(working.resolve("x.held.txt"))
        .content()
        .contains("x.json waits", "not charged", "402: no balance", "01job", "again by itself");
  }

  @Test
  void should_say_nothing_beside_a_manifest_that_had_no_trouble() throws IOException {
    filing.file(accepted);

    assertThat(TestFolders.names(working)).containsExactly("x.json");
  }

  @Test
  void should_rewrite_the_note_when_the_trouble_changes() throws IOException {
    filing.file(submitting.submitAgain(NOW, "no route", Charged.NO));
    filing.file(submitting.inDoubt("the connection broke"));

    assertThat(working.resolve("x.held.txt"))
        .content()
        .contains("the connection broke")
        .doesNotContain("no route");
    assertThat(TestFolders.names(working)).containsExactly("x.held.txt", "x.json");
  }

  @Test
  void should_say_beside_the_manifest_why_a_finished_video_is_not_there_yet() throws IOException {
    Job ready = submitted.ready("COMPLETED", List.of("https://x.r2.dev/a.mp4"), NOW);
    filing.file(ready.tryAgain(NOW, "the media host answered 503"));

    assertThat(working.resolve("x.held.txt"))
        .content()
        .contains("made and paid for", "503", "01job");

    filing.file(ready);
    assertThat(TestFolders.names(working)).containsExactly("x.json");
  }

  @ParameterizedTest
  @EnumSource(
      value = JobState.class,
      names = {"ACCEPTED", "IN_DOUBT"},
      mode = EnumSource.Mode.EXCLUDE)
  void should_take_the_note_away_when_the_job_goes_on_or_ends(JobState state) throws IOException {
    filing.file(submitting.inDoubt("the connection broke"));

    filing.file(
        new Job(
            "01job",
            accepted.manifest(),
            new Progress(state, 5, 1, 0, 0, null),
            submitted.remote(),
            submitted.ending(),
            submitted.times()));

    assertThat(working.resolve("x.held.txt")).doesNotExist();
  }

  @Test
  void should_number_a_manifest_whose_name_is_taken_and_its_note_with_it() throws IOException {
    filing.file(submitted.failed(FailureReason.REMOTE_FAILED, "first", Charged.YES, NOW));
    Files.writeString(working.resolve("x.json"), Manifests.JSON);

    filing.file(submitted.failed(FailureReason.REMOTE_FAILED, "second", Charged.YES, NOW));

    assertThat(TestFolders.names(folders.filed().failed()))
        .containsExactly("x-2.json", "x-2.reason.json", "x.json", "x.reason.json");
    assertThat(read("x.reason.json").path("provider_words").asText()).isEqualTo("first");
    assertThat(read("x-2.reason.json").path("provider_words").asText()).isEqualTo("second");
  }

  @ParameterizedTest
  @EnumSource
  void should_leave_no_trace_of_a_manifest_that_somebody_took_away(JobState state)
      throws IOException {
    Files.delete(working.resolve("x.json"));

    filing.file(
        new Job(
            "01job",
            accepted.manifest(),
            new Progress(state, 5, 1, 0, 0, null),
            accepted.remote(),
            new Ending(null, "words", Charged.UNKNOWN, Charged.NO, List.of()),
            accepted.times()));

    assertThat(TestFolders.names(working)).isEmpty();
    assertThat(TestFolders.names(folders.filed().done())).isEmpty();
    assertThat(TestFolders.names(folders.filed().failed())).isEmpty();
  }

  private JsonNode read(String note) throws IOException {
    return new JsonMapper().readTree(folders.filed().failed().resolve(note).toFile());
  }
}
