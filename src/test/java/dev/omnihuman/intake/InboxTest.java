package dev.omnihuman.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.omnihuman.job.JobState;
import dev.omnihuman.testing.Manifests;
import dev.omnihuman.testing.TestFolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class InboxTest extends InboxFixture {

  @Test
  void should_make_jobs_of_the_good_files_of_a_page_and_reject_the_bad_ones() throws IOException {
    drop("a.json", Manifests.JSON);
    drop("bad.json", "{\"image_url\": 7}");
    drop("b.JSON", OTHER);
    drop("half.json", "{");

    inbox.take(List.of("a.json", "bad.json", "b.JSON", "half.json"));

    assertThat(ledger.inState(JobState.ACCEPTED))
        .extracting(job -> job.manifest().file())
        .containsExactly("a.json", "b.JSON");
    assertThat(TestFolders.names(working)).containsExactly("a.json", "b.JSON");
    assertThat(TestFolders.names(folders.filed().rejected()))
        .containsExactly("bad.json", "bad.reason.txt", "half.json", "half.reason.txt");
    assertThat(folders.filed().rejected().resolve("bad.reason.txt"))
        .content()
        .contains("bad.json was not accepted", "image_url", "audio_url");
    assertThat(rejections.count()).isEqualTo(2);
    assertThat(inbox.isIdle()).isTrue();
  }

  @Test
  void should_believe_what_was_read_before_only_of_the_very_same_file() throws IOException {
    drop("a.json", Manifests.JSON);
    wholeManifests.isReady(folders.inbox().resolve("a.json"));
    drop("a.json", OTHER);

    inbox.take(List.of("a.json"));

    assertThat(job("a.json").manifest().request().imageUrl()).contains("other-face");
  }

  @Test
  void should_skip_what_has_vanished_since_it_was_listed() throws IOException {
    drop("b.json", Manifests.JSON);

    inbox.take(List.of("gone.json", "b.json"));

    assertThat(ledger.countByState()).containsOnly(entry(JobState.ACCEPTED, 1L));
    assertThat(rejections.count()).isZero();
  }

  @Test
  void should_let_a_file_that_cannot_be_taken_wait_longer_each_time() throws IOException {
    drop("x.json", Manifests.JSON);
    Path file = folders.inbox().resolve("x.json");
    Files.delete(working);
    Files.createFile(working); // nothing can be moved into it

    for (int seconds : new int[] {5, 10, 20, 40, 80, 160, 300, 300}) {
      assertThat(wholeManifests.isReady(file)).isTrue();
      inbox.take(List.of("x.json"));
      clock.advance(Duration.ofSeconds(seconds).minusMillis(1));
      assertThat(wholeManifests.isReady(file)).isFalse();
      clock.advance(Duration.ofMillis(1));
    }

    Files.delete(working);
    Files.createDirectory(working);
    inbox.take(List.of("x.json"));
    assertThat(job("x.json").state()).isEqualTo(JobState.ACCEPTED);
    drop("x.json", OTHER);
    assertThat(wholeManifests.isReady(file)).isTrue();
  }

  @Test
  void should_number_a_file_whose_name_is_still_at_work() throws IOException {
    take("x.json", Manifests.JSON);
    take("x.json", OTHER);

    assertThat(TestFolders.names(working)).containsExactly("x-2.json", "x.json");
    assertThat(job("x-2.json").manifest().request().imageUrl()).contains("other-face");
    assertThat(job("x-2.json").manifest().name()).isEqualTo("x");
    assertThat(ledger.countByState()).containsOnly(entry(JobState.ACCEPTED, 2L));
  }

  @Test
  void should_number_a_file_whose_name_is_an_open_jobs_though_its_manifest_was_taken_away()
      throws IOException {
    take("x.json", Manifests.JSON);
    take("x.json", OTHER);
    Files.delete(working.resolve("x.json"));
    Files.delete(working.resolve("x-2.json"));

    take("x.json", Manifests.JSON.replace("face", "third-face"));

    assertThat(TestFolders.names(working)).containsExactly("x-3.json");
    assertThat(job("x-3.json").manifest().request().imageUrl()).contains("third-face");
    assertThat(ledger.countByState()).containsOnly(entry(JobState.ACCEPTED, 3L));
  }

  @Test
  void should_number_a_rejected_file_whose_name_is_taken_and_its_note_with_it() throws IOException {
    take("x.json", "{}");
    take("x.json", "[]");

    assertThat(TestFolders.names(folders.filed().rejected()))
        .containsExactly("x-2.json", "x-2.reason.txt", "x.json", "x.reason.txt");
  }

  @Test
  void should_not_be_idle_while_a_manifest_lies_in_the_inbox() throws IOException {
    drop("notes.txt", "");
    Files.createSymbolicLink(folders.inbox().resolve("link.json"), home);
    assertThat(inbox.isIdle()).isTrue();

    drop("x.json", Manifests.JSON);

    assertThat(inbox.isIdle()).isFalse();
  }
}
