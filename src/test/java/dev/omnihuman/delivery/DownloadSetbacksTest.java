package dev.omnihuman.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.omnihuman.folders.Folders;
import dev.omnihuman.job.Charged;
import dev.omnihuman.job.FailureReason;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import dev.omnihuman.job.Move;
import dev.omnihuman.job.OutputRules;
import dev.omnihuman.testing.MediaHost;
import dev.omnihuman.testing.RawPeer;
import dev.omnihuman.testing.TestDownloads;
import dev.omnihuman.testing.TestFolders;
import dev.omnihuman.testing.TestJobs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a bad download does to its job, across restarts; and no byte that was paid for is lost. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class DownloadSetbacksTest {

  private TestJobs jobs;
  private Folders folders;
  private Delivery delivery;
  private byte[] video;

  @BeforeEach
  void open_the_ledger(@TempDir Path home) throws IOException {
    video = Videos.sample();
    folders = TestFolders.in(home);
    Files.createDirectories(folders.parts());
    jobs = new TestJobs(home);
    delivery = open();
  }

  private Delivery open() {
    return new Delivery(
        jobs.ledger(), jobs.rules(), folders, TestDownloads.upTo(1 << 20), OutputRules.DEFAULT);
  }

  @AfterEach
  void close_the_ledger() {
    delivery.close();
    jobs.close();
  }

  @Test
  void should_fetch_no_file_again_that_came_whole_before_another_broke_off() throws Exception {
    byte[] other = Videos.tiny("other");
    try (MediaHost first = new MediaHost(other, "\"1\"");
        MediaHost second = new MediaHost(video, "\"2\"").cutsAfter(2_000, 0)) {
      Job job = jobs.ready("clip", first.uri("/1").toString(), second.uri("/2").toString());
      assertThat(delivery.fetch(job).state()).isEqualTo(JobState.READY);

      restart();
      assertThat(delivery.fetch(nextTry()).state()).isEqualTo(JobState.DELIVERED);

      assertThat(first.requests()).hasSize(1);
      assertThat(second.asked("Range")).endsWith("bytes=2000-");
      assertThat(folders.outbox().resolve("clip_1.mp4")).hasBinaryContent(other);
      assertThat(folders.outbox().resolve("clip_2.mp4")).hasBinaryContent(video);
      assertThat(folders.parts()).isEmptyDirectory();
    }
  }

  @Test
  void should_heed_the_time_that_a_busy_host_asks_for() throws Exception {
    try (RawPeer host = RawPeer.answering("503 Busy", "Retry-After: 3000\r\n", "")) {
      Job after = delivery.fetch(jobs.ready("clip", host.uri("/a").toString()));

      assertThat(after.state()).isEqualTo(JobState.READY);
      assertThat(after.progress().dueAt()).isEqualTo(jobs.now().plus(Duration.ofMinutes(50)));
    }
  }

  @Test
  void should_ask_for_fresh_links_at_once_and_after_10_and_30_minutes_and_then_fail()
      throws Exception {
    try (RawPeer host =
        new RawPeer(
            (request, connection) -> {
              if (request.connection() == 1) {
                RawPeer.write(
                    connection, "HTTP/1.1 200 OK\r\nETag: \"1\"\r\nContent-Length: 9999\r\n\r\n");
                RawPeer.write(connection, Arrays.copyOf(video, 2_000));
                connection.close();
              } else {
                RawPeer.send(connection, "403 Forbidden", "", "<Error/>");
              }
            })) {
      Job job = jobs.ready("clip", host.uri("/a").toString());
      for (int minutes : new int[] {0, 10, 30}) {
        Job dead = delivery.fetch(job);
        assertThat(dead.state()).isEqualTo(JobState.SUBMITTED);
        assertThat(dead.progress().dueAt()).isEqualTo(jobs.now().plus(Duration.ofMinutes(minutes)));
        restart();
        job = readyAgain(host.uri("/a?fresh=" + minutes).toString());
      }
      Job failed = delivery.fetch(job);

      assertThat(failed.state()).isEqualTo(JobState.FAILED);
      assertThat(failed.ending().reason()).isEqualTo(FailureReason.RESULT_GONE);
      assertThat(failed.ending().charged()).isEqualTo(Charged.YES);
      assertThat(failed.ending().words()).contains("403", ".quarantine", "clip.unverified");
      assertThat(quarantined("clip.unverified")).hasBinaryContent(Arrays.copyOf(video, 2_000));
      assertThat(folders.parts()).isEmptyDirectory();
    }
  }

  @Test
  void should_keep_the_bytes_and_fail_when_what_came_was_no_video_three_times() throws Exception {
    byte[] noVideo = Videos.join(Videos.box("ftyp", "isom"), Videos.box("mdat", "x"));
    Files.createDirectories(quarantined(""));
    Files.writeString(quarantined("clip.unverified"), "of an earlier job");
    try (MediaHost host = new MediaHost(noVideo, "\"1\"")) {
      Job job = jobs.ready("clip", host.uri("/a").toString());
      for (int unverified = 1; unverified <= 2; unverified++) {
        Job after = delivery.fetch(job);
        assertThat(after.state()).isEqualTo(JobState.READY);
        assertThat(after.progress().unverified()).isEqualTo(unverified);
        restart();
        job = nextTry();
      }
      Job failed = delivery.fetch(job);

      assertThat(failed.state()).isEqualTo(JobState.FAILED);
      assertThat(failed.ending().reason()).isEqualTo(FailureReason.UNVERIFIED);
      assertThat(failed.ending().charged()).isEqualTo(Charged.YES);
      assertThat(failed.ending().words()).contains("moov", "clip-2.unverified");
      assertThat(quarantined("clip.unverified")).hasContent("of an earlier job");
      assertThat(quarantined("clip-2.unverified")).hasBinaryContent(noVideo);
      assertThat(TestFolders.names(quarantined(""))).hasSize(2);
      assertThat(folders.parts()).isEmptyDirectory();
    }
  }

  @Test
  void should_keep_what_is_larger_than_allowed_and_was_not_announced_so() throws Exception {
    byte[] large = Videos.tiny("x".repeat(2 << 20));
    try (RawPeer host =
        new RawPeer(
            (request, connection) -> {
              RawPeer.write(connection, "HTTP/1.1 200 OK\r\n\r\n");
              RawPeer.write(connection, large);
              connection.close();
            })) {
      Job job = delivery.fetch(jobs.ready("clip", host.uri("/a").toString()));
      job = delivery.fetch(nextTry());
      job = delivery.fetch(nextTry());

      assertThat(job.ending().reason()).isEqualTo(FailureReason.UNVERIFIED);
      assertThat(job.ending().words()).contains("omnihuman.download.max-size");
      assertThat(quarantined("clip.unverified")).isNotEmptyFile();
    }
  }

  @Test
  void should_deliver_the_right_file_after_a_wrong_one_and_keep_none_of_the_latter()
      throws Exception {
    try (MediaHost host = new MediaHost(Videos.box("ftyp", "isom"), "\"1\"")) {
      delivery.fetch(jobs.ready("clip", host.uri("/a").toString()));
      host.holds(video, "\"2\"");

      assertThat(delivery.fetch(nextTry()).state()).isEqualTo(JobState.DELIVERED);
      assertThat(folders.outbox().resolve("clip.mp4")).hasBinaryContent(video);
      assertThat(folders.parts()).isEmptyDirectory();
      assertThat(quarantined("")).doesNotExist();
    }
  }

  @Test
  void should_fail_when_the_host_has_offered_something_else_for_a_day() throws Exception {
    try (RawPeer host = RawPeer.answering("200 OK", "", "<html>Sign in</html>")) {
      Job job = delivery.fetch(jobs.ready("clip", host.uri("/a").toString()));
      assertThat(job.state()).isEqualTo(JobState.READY);
      assertThat(job.progress().unverified()).isZero();
      jobs.clock().advance(Duration.ofHours(24));

      Job failed = delivery.fetch(nextTry());

      assertThat(failed.state()).isEqualTo(JobState.FAILED);
      assertThat(failed.ending().reason()).isEqualTo(FailureReason.RESULT_GONE);
      assertThat(failed.ending().words()).contains("page").doesNotContain(".quarantine");
    }
  }

  @Test
  void should_not_give_up_while_the_host_cannot_be_reached() throws Exception {
    RawPeer gone = RawPeer.answering("200 OK", "", "");
    gone.close();
    delivery.fetch(jobs.ready("clip", gone.uri("/a").toString()));
    jobs.clock().advance(Duration.ofDays(5));

    assertThat(delivery.fetch(nextTry()).state()).isEqualTo(JobState.READY);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "file:///etc/passwd                          | names no host",
        "file://127.0.0.1/etc/passwd                 | is not https",
        "ftp://127.0.0.1/a.mp4                       | is not https",
        "http://169.254.169.254/latest/meta-data/    | host 169.254.169.254 is not in",
        "https://10.0.0.1/a.mp4?signature=geheim     | host 10.0.0.1 is not in",
        "https://[::1]/a.mp4                         | host [::1] is not in",
        "https://x.example.com/?a=%7B%7Benv:KEY%7D%7D | host x.example.com is not in",
        "https://user:geheim@127.0.0.1/a.mp4         | names no host, or a user"
      })
  void should_reach_nothing_but_media_hosts_and_say_why(String link, String words)
      throws Exception {
    try (RawPeer redirecting = RawPeer.answering("302 X", "Location: " + link + "\r\n", "")) {
      Job direct = delivery.fetch(jobs.ready("direct", link));
      Job redirected =
          delivery.fetch(jobs.ready("redirected", redirecting.uri("/a?key=geheim").toString()));

      assertThat(direct.state()).isEqualTo(JobState.READY);
      assertThat(direct.ending().words()).startsWith("media_url " + words);
      assertThat(redirected.ending().words())
          .startsWith("the media host redirects, and the target " + words);
      assertThat(direct.ending().words() + redirected.ending().words()).doesNotContain("geheim");
      assertThat(redirecting.requests()).hasSize(1);
      assertThat(folders.parts()).isEmptyDirectory();
    }
  }

  /** Another process over the same folders and the same ledger. */
  private void restart() {
    delivery.close();
    delivery = open();
  }

  private Job nextTry() {
    jobs.clock().advance(Duration.ofMinutes(5));
    return jobs.ledger().claim(JobState.READY, 1).get(0);
  }

  /** The gateway was asked, as soon as that was due, and named a link. */
  private Job readyAgain(String link) {
    jobs.clock().advance(Duration.ofMinutes(30));
    Job submitted = jobs.ledger().claim(JobState.SUBMITTED, 1).get(0);
    Job ready = submitted.ready("COMPLETED", List.of(link), jobs.now());
    jobs.ledger().move(Move.of(submitted, ready));
    return jobs.ledger().claim(JobState.READY, 1).get(0);
  }

  private Path quarantined(String name) {
    return folders.outbox().resolve(".quarantine").resolve(name);
  }
}
