package dev.omnihuman.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.omnihuman.folders.Folders;
import dev.omnihuman.job.Charged;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import dev.omnihuman.job.Move;
import dev.omnihuman.job.OutputRules;
import dev.omnihuman.ledger.StaleJobException;
import dev.omnihuman.testing.RawPeer;
import dev.omnihuman.testing.TestDownloads;
import dev.omnihuman.testing.TestJobs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

/** A finished job's way into the outbox: nothing half there, nothing paid for lost. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class DeliveryTest {

  private static final String OK = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: ";

  private TestJobs jobs;
  private Delivery delivery;
  private Folders folders;
  private Path outbox;
  private byte[] video;

  @BeforeEach
  void open_the_ledger(@TempDir Path home) throws IOException {
    video = Videos.sample();
    outbox = home.resolve("outbox");
    Folders.Filed filed = new Folders.Filed(home, home, home, home);
    folders = new Folders(home, home.resolve("inbox"), outbox, filed);
    Files.createDirectories(folders.parts());
    jobs = new TestJobs(home);
    delivery = delivery(TestDownloads.upTo(1 << 20));
  }

  private Delivery delivery(DownloadRules rules) {
    return new Delivery(jobs.ledger(), jobs.rules(), folders, rules, OutputRules.DEFAULT);
  }

  /** The clock of a test makes more of a wait than it was. */
  private static DownloadRules patient() {
    DownloadRules usual = TestDownloads.upTo(1 << 20);
    return new DownloadRules(
        usual.links(),
        usual.maxSize(),
        usual.maxRate(),
        usual.concurrency(),
        new DownloadRules.Patience(
            usual.patience().idle(), usual.patience().head(), Duration.ofHours(1)),
        usual.outbound(),
        usual.listener());
  }

  @AfterEach
  void close_the_ledger() {
    delivery.close();
    jobs.close();
  }

  @Test
  void should_deliver_a_ready_job() throws Exception {
    try (RawPeer host = sending(video, video.length)) {
      Job job = jobs.ready("clip", link(host));

      Job delivered = delivery.fetch(job);

      assertThat(jobs.stored(job)).isEqualTo(delivered);
      assertThat(delivered.state()).isEqualTo(JobState.DELIVERED);
      assertThat(delivered.times().finishedAt()).isEqualTo(jobs.now());
      assertThat(delivered.progress().dueAt()).isNull();
      assertThat(outbox.resolve("clip.mp4")).hasBinaryContent(video);
      assertThat(outbox.resolve("clip.json")).content().contains("req-clip");
    }
  }

  @Test
  void should_deliver_every_file_of_a_job() throws Exception {
    byte[] other = Videos.tiny("other");
    try (RawPeer first = sending(video, video.length);
        RawPeer second = sending(other, other.length)) {
      delivery.fetch(jobs.ready("clip", link(first), link(second)));

      assertThat(outbox.resolve("clip_1.mp4")).hasBinaryContent(video);
      assertThat(outbox.resolve("clip_2.mp4")).hasBinaryContent(other);
      assertThat(outbox.resolve("clip.mp4")).doesNotExist();
    }
  }

  @Test
  void should_publish_nothing_and_try_again_when_the_download_breaks_off() throws Exception {
    try (RawPeer host = sending(Arrays.copyOf(video, 9_000), video.length)) {
      Job job = jobs.ready("clip", link(host));

      delivery.fetch(job);

      Job stored = jobs.stored(job);
      assertThat(stored.state()).isEqualTo(JobState.READY);
      assertThat(stored.progress().tries()).isEqualTo(1);
      assertThat(stored.progress().dueAt())
          .isBetween(jobs.now(), jobs.now().plus(Duration.ofMinutes(5)));
      assertThat(stored.remote().mediaUrls()).containsExactly(link(host));
      assertThat(stored.ending().words()).contains("broke off").doesNotContain("geheim");
      assertThat(stored.ending().charged()).isEqualTo(Charged.YES);
      assertNothingPublished();
    }
  }

  @Test
  void should_publish_none_of_several_files_when_one_is_no_video() throws Exception {
    byte[] html = "<html>Sign in</html>".getBytes(StandardCharsets.UTF_8);
    try (RawPeer good = sending(video, video.length);
        RawPeer bad = sending(html, html.length)) {
      Job job = jobs.ready("clip", link(good), link(bad));

      assertThat(delivery.fetch(job).state()).isEqualTo(JobState.READY);
      assertNothingPublished();
    }
  }

  @Test
  void should_deliver_at_the_next_try_after_a_broken_one() throws Exception {
    try (RawPeer host =
        new RawPeer(
            (request, socket) -> {
              RawPeer.write(socket, OK + video.length + "\r\n\r\n");
              int length = request.connection() <= 4 ? 5_000 : video.length;
              RawPeer.write(socket, Arrays.copyOf(video, length));
              socket.close();
            })) {
      delivery.fetch(jobs.ready("clip", link(host)));
      jobs.clock().advance(Duration.ofMinutes(5));

      Job again = jobs.ledger().claim(JobState.READY, 1).get(0);

      assertThat(delivery.fetch(again).state()).isEqualTo(JobState.DELIVERED);
      assertThat(outbox.resolve("clip.mp4")).hasBinaryContent(video);
    }
  }

  @Test
  void should_ask_for_fresh_links_when_a_link_is_dead() throws Exception {
    try (RawPeer host = RawPeer.answering("404 Not Found", "", "<Error/>")) {
      Job job = jobs.ready("clip", link(host));

      delivery.fetch(job);

      Job stored = jobs.stored(job);
      assertThat(stored.state()).isEqualTo(JobState.SUBMITTED);
      assertThat(stored.requestId()).isEqualTo("req-clip");
      assertThat(stored.remote().mediaUrls()).isEmpty();
      assertThat(stored.ending().words()).contains("404");
      assertThat(stored.ending().charged()).isEqualTo(Charged.YES);
      assertThat(stored.progress().dueAt()).isNotNull();
      assertNothingPublished();
    }
  }

  @Test
  void should_not_download_again_after_a_crash_between_publishing_and_the_ledger()
      throws Exception {
    try (RawPeer host = sending(video, video.length)) {
      Job job = jobs.ready("clip", link(host));
      FetchedFile file = fetchedBeforeTheCrash(job);
      new FolderOutbox(folders, OutputRules.DEFAULT)
          .publish(job, List.of(file), jobs.now(), bytes -> {});

      assertThat(delivery.fetch(job).state()).isEqualTo(JobState.DELIVERED);
      assertThat(host.requests()).isEmpty();
      assertThat(outbox.resolve("clip-2.mp4")).doesNotExist();
    }
  }

  @Test
  void should_keep_the_job_while_a_slow_body_arrives() throws Exception {
    CountDownLatch rest = new CountDownLatch(1);
    try (RawPeer host =
            new RawPeer(
                (request, socket) -> {
                  RawPeer.write(socket, OK + video.length + "\r\n\r\n");
                  RawPeer.write(socket, Arrays.copyOf(video, 1_000));
                  jobs.clock().advance(TestJobs.LEASE.dividedBy(2));
                  RawPeer.write(socket, Arrays.copyOfRange(video, 1_000, 2_000));
                  rest.await();
                  RawPeer.write(socket, Arrays.copyOfRange(video, 2_000, video.length));
                  socket.close();
                });
        Delivery delivery = delivery(patient())) {
      Job job = jobs.ready("clip", link(host));
      Instant firstLease = job.progress().dueAt();
      CompletableFuture<Job> fetching = CompletableFuture.supplyAsync(() -> delivery.fetch(job));

      await().until(() -> jobs.stored(job).progress().dueAt().isAfter(firstLease));
      jobs.clock().advance(TestJobs.LEASE.multipliedBy(3).dividedBy(4));
      assertThat(jobs.now()).isAfter(firstLease);
      assertThat(jobs.ledger().claim(JobState.READY, 9)).isEmpty();
      rest.countDown();

      assertThat(fetching.get(30, TimeUnit.SECONDS).state()).isEqualTo(JobState.DELIVERED);
      assertThat(outbox.resolve("clip.mp4")).hasBinaryContent(video);
    }
  }

  @Test
  void should_let_go_of_a_job_that_somebody_else_has_moved() throws Exception {
    try (RawPeer host = sending(Arrays.copyOf(video, 9_000), video.length)) {
      Job job = jobs.ready("clip", link(host));
      Job moved = jobs.ledger().move(Move.of(job, job.needsFreshLinks(jobs.now(), "elsewhere")));

      assertThatThrownBy(() -> delivery.fetch(job)).isInstanceOf(StaleJobException.class);
      assertThat(jobs.stored(job)).isEqualTo(moved);
    }
  }

  @Test
  void should_keep_a_job_ready_when_downloads_are_broken_off() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    CountDownLatch begun = new CountDownLatch(1);
    try (RawPeer host =
        new RawPeer(
            (request, socket) -> {
              RawPeer.write(socket, OK + video.length + "\r\n\r\n");
              begun.countDown();
              never.await();
            })) {
      Job job = jobs.ready("clip", link(host));
      CompletableFuture<Job> fetching = CompletableFuture.supplyAsync(() -> delivery.fetch(job));
      assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();

      delivery.close();

      Job after = fetching.get(30, TimeUnit.SECONDS);
      assertThat(after.state()).isEqualTo(JobState.READY);
      assertThat(after.progress().dueAt()).isEqualTo(jobs.now());
      assertThat(after.progress().tries()).isEqualTo(job.progress().tries());
      assertNothingPublished();
    }
  }

  private FetchedFile fetchedBeforeTheCrash(Job job) throws IOException {
    Path part = Files.write(outbox.resolve(".parts").resolve(job.id() + ".1.part"), video);
    return new FetchedFile(part, video.length, "not looked at");
  }

  /** Announces a length, sends bytes and closes the connection. */
  private static RawPeer sending(byte[] bytes, int announced) throws IOException {
    return new RawPeer(
        (request, socket) -> {
          RawPeer.write(socket, OK + announced + "\r\n\r\n");
          RawPeer.write(socket, bytes);
          socket.close();
        });
  }

  private static String link(RawPeer host) {
    return host.uri("/v1/output.mp4?signature=geheim").toString();
  }

  private void assertNothingPublished() {
    assertThat(outbox.toFile().list()).containsExactly(".parts");
  }
}
