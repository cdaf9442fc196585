package dev.omnihuman.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.omnihuman.folders.Folders;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.OutputRules;
import dev.omnihuman.job.OutputTemplate;
import dev.omnihuman.testing.Manifests;
import dev.omnihuman.testing.TestFolders;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublishedVideosTest {

  private static final Instant NOW = Instant.parse("2026-05-22T13:17:32Z");

  @TempDir Path home;
  private Folders folders;
  private PublishedVideos videos;

  @BeforeEach
  void make() throws IOException {
    folders = TestFolders.in(home);
    Files.createDirectories(folders.parts());
    videos = new PublishedVideos(folders.outbox(), null);
  }

  /** A job whose videos play so long; null: they do not tell. */
  private Job delivered(String... seconds) throws IOException {
    Job job = Job.accepted("a", Manifests.in("sub/clip.json"), OutputTemplate.DEFAULT, NOW);
    Outbox outbox =
        new FolderOutbox(folders, new OutputRules(OutputTemplate.DEFAULT, false, false, false));
    List<FetchedFile> files = new ArrayList<>();
    for (String each : seconds) {
      Path part = new Kept(folders.parts(), "").part(job, files.size() + 1);
      Files.write(part, Videos.sample());
      BigDecimal known = each == null ? null : new BigDecimal(each);
      files.add(new FetchedFile(part, Files.size(part), "hash", null, known));
    }
    return job.delivered(NOW, outbox.publish(job, files, NOW, bytes -> {}));
  }

  @Test
  void should_tell_the_length_that_the_sidecar_tells() throws IOException {
    assertThat(videos.seconds(delivered("7.125"))).contains(new BigDecimal("7.125"));
    assertThat(folders.outbox().resolve("sub/clip.json")).content().contains("\"seconds\" : 7.125");
  }

  @Test
  void should_add_up_the_videos_of_one_job() throws IOException {
    assertThat(videos.seconds(delivered("1.5", "2.250")).orElseThrow())
        .isEqualByComparingTo("3.75");
  }

  @Test
  void should_ask_the_video_itself_where_the_sidecar_says_nothing_or_is_gone() throws IOException {
    Job job = delivered((String) null);
    assertThat(videos.seconds(job).orElseThrow()).isEqualByComparingTo("2.4");

    Files.delete(folders.outbox().resolve("sub/clip.json"));
    assertThat(videos.seconds(job).orElseThrow()).isEqualByComparingTo("2.4");
  }

  @Test
  void should_tell_nothing_of_what_was_taken_away_or_never_delivered() throws IOException {
    Job job = delivered((String) null);
    Files.delete(folders.outbox().resolve("sub/clip.mp4"));
    assertThat(videos.seconds(job)).isEmpty();
    assertThat(videos.seconds(Job.accepted("b", Manifests.in("b.json"), NOW))).isEmpty();
  }
}
