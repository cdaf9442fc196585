package dev.omnihuman.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import dev.omnihuman.testing.Manifests;
import dev.omnihuman.testing.TestFolders;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a crash has left between folder and ledger. */
class InboxSweepTest extends InboxFixture {

  @Test
  void should_make_a_job_of_a_manifest_that_was_claimed_before_a_crash() throws IOException {
    Files.writeString(working.resolve("x.json"), Manifests.JSON);

    inbox.sweep();
    inbox.sweep();

    assertThat(job("x.json").manifest()).isEqualTo(Manifests.in("x.json"));
    assertThat(ledger.countByState()).containsOnly(entry(JobState.ACCEPTED, 1L));
    assertThat(TestFolders.names(working)).containsExactly("x.json");
  }

  @Test
  void should_reject_a_bad_manifest_that_was_claimed_before_a_crash() throws IOException {
    Files.writeString(working.resolve("x.json"), "{}");

    inbox.sweep();

    assertThat(ledger.countByState()).isEmpty();
    assertThat(TestFolders.names(working)).isEmpty();
    assertThat(TestFolders.names(folders.filed().rejected()))
        .containsExactly("x.json", "x.reason.txt");
  }

  @Test
  void should_file_a_manifest_whose_job_was_delivered_before_a_crash() throws IOException {
    take("x.json", Manifests.JSON);
    steps.deliver(job("x.json"));

    inbox.sweep();

    assertThat(TestFolders.names(working)).isEmpty();
    assertThat(TestFolders.names(folders.filed().done())).containsExactly("x.json");
    assertThat(ledger.countByState()).containsOnly(entry(JobState.DELIVERED, 1L));
  }

  @Test
  void should_file_a_manifest_whose_job_failed_before_a_crash() throws IOException {
    take("x.json", Manifests.JSON);
    steps.fail(job("x.json"));

    inbox.sweep();

    assertThat(TestFolders.names(folders.filed().failed()))
        .containsExactly("x.json", "x.reason.json");
    assertThat(ledger.countByState()).containsOnly(entry(JobState.FAILED, 1L));
  }

  @Test
  void should_leave_a_manifest_whose_job_is_open_and_double_nothing() throws IOException {
    take("x.json", Manifests.JSON);
    Job submitted = steps.submit(job("x.json"));

    inbox.sweep();

    assertThat(job("x.json")).isEqualTo(submitted);
    assertThat(ledger.countByState()).containsOnly(entry(JobState.SUBMITTED, 1L));
    assertThat(TestFolders.names(working)).containsExactly("x.json");
  }

  @Test
  void should_write_again_the_note_that_a_crash_kept_from_a_held_job() throws IOException {
    take("x.json", Manifests.JSON);
    steps.begin(job("x.json"));
    ledger.takeOver(clock.instant());

    inbox.sweep();

    assertThat(TestFolders.names(working)).containsExactly("x.held.txt", "x.json");
  }

  @Test
  void should_make_a_new_job_of_other_content_under_the_name_of_one_that_has_ended()
      throws IOException {
    take("x.json", Manifests.JSON);
    Job ended = steps.deliver(job("x.json"));
    Files.writeString(working.resolve("x.json"), OTHER);

    inbox.sweep();

    assertThat(job("x.json").id()).isNotEqualTo(ended.id());
    assertThat(job("x.json").manifest().request().imageUrl()).contains("other-face");
    assertThat(ledger.countByState())
        .containsOnly(entry(JobState.DELIVERED, 1L), entry(JobState.ACCEPTED, 1L));
  }

  @Test
  void should_make_a_new_job_of_a_forced_take_under_the_name_of_one_that_has_ended()
      throws IOException {
    take("x.json", Manifests.JSON);
    Job ended = steps.deliver(job("x.json"));
    String forced = Manifests.JSON.replace("}", ", \"force\": true}");
    Files.writeString(working.resolve("x.json"), forced);

    inbox.sweep();

    assertThat(job("x.json").id()).isNotEqualTo(ended.id());
    assertThat(job("x.json").state()).isEqualTo(JobState.ACCEPTED);
  }

  @Test
  void should_go_on_after_a_manifest_that_cannot_be_filed() throws IOException {
    for (String name : List.of("a", "b", "c")) {
      take(name + ".json", Manifests.JSON.replace("face", name));
      steps.deliver(job(name + ".json"));
    }
    Files.createDirectories(working.resolve("b.held.txt/in-the-way"));

    inbox.sweep();

    assertThat(TestFolders.names(folders.filed().done())).containsExactly("a.json", "c.json");
    assertThat(TestFolders.names(working)).containsExactly("b.held.txt", "b.json");
  }

  @Test
  void should_leave_alone_what_in_working_is_no_manifest() throws IOException {
    Files.writeString(working.resolve("x.held.txt"), "held");
    Files.createSymbolicLink(working.resolve("link.json"), home.resolve("ledger.db"));

    inbox.sweep();

    assertThat(TestFolders.names(working)).containsExactly("link.json", "x.held.txt");
    assertThat(ledger.countByState()).isEmpty();
  }
}
