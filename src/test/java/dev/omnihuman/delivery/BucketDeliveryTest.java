package dev.omnihuman.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.omnihuman.bucket.Bucket;
import dev.omnihuman.bucket.Uploads;
import dev.omnihuman.digest.Sha256;
import dev.omnihuman.folders.Folders;
import dev.omnihuman.job.Charged;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import dev.omnihuman.job.OutputRules;
import dev.omnihuman.job.OutputTemplate;
import dev.omnihuman.settings.PropertyFiles;
import dev.omnihuman.settings.Settings;
import dev.omnihuman.testing.FaultProxy;
import dev.omnihuman.testing.MediaHost;
import dev.omnihuman.testing.RawPeer;
import dev.omnihuman.testing.S3Server;
import dev.omnihuman.testing.TestDownloads;
import dev.omnihuman.testing.TestJobs;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

/** A finished job's way into a bucket, on a real S3 server behind a network with faults. */
@Timeout(value = 120, threadMode = ThreadMode.SEPARATE_THREAD)
class BucketDeliveryTest {

  private static final String URI = "s3://" + S3Server.BUCKET + "/";

  @TempDir Path home;
  private S3Server server;
  private FaultProxy network;
  private TestJobs jobs;
  private Folders folders;
  private Delivery delivery;

  @BeforeEach
  void open() throws Exception {
    server = new S3Server();
    network = new FaultProxy(server.origin());
    folders = Folders.under(home);
    Files.createDirectories(folders.parts());
    jobs = new TestJobs(home);
    delivery = delivery(OutputRules.DEFAULT);
  }

  @AfterEach
  void close() throws Exception {
    delivery.close();
    jobs.close();
    network.close();
    server.close();
  }

  private Delivery delivery(OutputRules rules) throws Exception {
    Settings settings = settings();
    Bucket bucket = Bucket.open(Objects.requireNonNull(settings.bucket()), settings.network());
    Uploads uploads = new Uploads(bucket, home.resolve("uploads"));
    return new Delivery(
        jobs.ledger(),
        jobs.rules(),
        folders,
        TestDownloads.upTo(64 << 20),
        new Results(rules, uploads));
  }

  private Settings settings() throws Exception {
    Map<String, String> set = server.settings(network.origin(), home.resolve("aws"));
    set.put("omnihuman.home", home.toString());
    set.put("omnihuman.allow-http", "true");
    set.put("omnihuman.outbox.s3.prefix", "made");
    return Settings.of(PropertyFiles.load(null, Map.of()).with(set));
  }

  /** A whole video of so many bytes and a few more. */
  private static byte[] large(int bytes) {
    return Videos.tiny("x".repeat(bytes));
  }

  private static MediaHost host(byte[] video) throws Exception {
    return new MediaHost(video, "\"v1\"");
  }

  private Job ready(String name, MediaHost... hosts) {
    return jobs.ready(
        name,
        Stream.of(hosts)
            .map(host -> host.uri("/v1/" + name + ".mp4").toString())
            .toArray(String[]::new));
  }

  private void assertWaits(Job job, String... words) {
    Job stored = jobs.stored(job);
    assertThat(stored.state()).isEqualTo(JobState.READY);
    assertThat(stored.ending().words()).contains(words).doesNotContain(S3Server.SECRET);
    assertThat(stored.ending().charged()).isEqualTo(Charged.YES);
    assertThat(stored.progress().tries()).isEqualTo(1);
    assertThat(stored.progress().dueAt())
        .isBetween(jobs.now(), jobs.now().plus(Duration.ofMinutes(5)));
  }

  private Job again(Job job) {
    jobs.clock().advance(Duration.ofMinutes(6));
    Job claimed =
        jobs.ledger().claim(JobState.READY, 9).stream()
            .filter(one -> one.id().equals(job.id()))
            .findFirst()
            .orElseThrow();
    return delivery.fetch(claimed);
  }

  private static Predicate<RawPeer.Request> request(String method, String inPath) {
    return request -> request.line().startsWith(method + " ") && request.line().contains(inPath);
  }

  @Test
  void should_publish_a_video_and_its_sidecar_under_names_that_the_ledger_keeps() throws Exception {
    byte[] video = Videos.sample();
    try (MediaHost host = host(video)) {
      Job delivered = delivery.fetch(ready("clip", host));

      assertThat(delivered.state()).isEqualTo(JobState.DELIVERED);
      assertThat(delivered.ending().outputs()).containsExactly(URI + "made/clip.mp4");
      assertThat(server.keys()).containsExactly("made/clip.json", "made/clip.mp4");
      assertThat(server.bytes("made/clip.mp4")).isEqualTo(video);
      var sidecar = new JsonMapper().readTree(server.bytes("made/clip.json"));
      assertThat(sidecar.path("job").asText()).isEqualTo(delivered.id());
      assertThat(sidecar.path("videos").path(0).path("file").asText()).isEqualTo("clip.mp4");
      assertThat(server.metadata("made/clip.mp4"))
          .containsEntry("omnihuman-job", delivered.id())
          .containsEntry(
              "omnihuman-sha256", HexFormat.of().formatHex(Sha256.create().digest(video)))
          .containsEntry("omnihuman-seconds", "2.400");
      assertNothingLeftOnTheDisk();
    }
  }

  @Test
  void should_tell_how_long_a_video_in_the_bucket_plays() throws Exception {
    try (MediaHost host = host(Videos.sample());
        Bucket bucket = Bucket.open(settings().bucket(), settings().network())) {
      Job delivered = delivery.fetch(ready("clip", host));

      assertThat(new PublishedVideos(folders.outbox(), bucket).seconds(delivered))
          .contains(new BigDecimal("2.400"));
      assertThat(new PublishedVideos(folders.outbox(), null).seconds(delivered)).isEmpty();
    }
  }

  @Test
  void should_send_a_large_video_in_parts() throws Exception {
    byte[] video = large(12 << 20);
    try (MediaHost host = host(video)) {
      delivery.fetch(ready("clip", host));

      assertThat(server.bytes("made/clip.mp4")).isEqualTo(video);
      assertThat(network.requests(request("PUT", "partNumber="))).hasSize(3);
      assertThat(server.uploadsUnderWay()).isZero();
      assertNothingLeftOnTheDisk();
    }
  }

  @Test
  void should_publish_all_videos_of_a_job_and_what_watching_systems_want() throws Exception {
    delivery.close();
    delivery = delivery(new OutputRules(OutputTemplate.DEFAULT, true, true, false));
    try (MediaHost first = host(Videos.tiny("AAAA"));
        MediaHost second = host(Videos.tiny("BBBB"))) {
      Job delivered = delivery.fetch(ready("clip", first, second));

      assertThat(delivered.ending().outputs())
          .containsExactly(URI + "made/clip_1.mp4", URI + "made/clip_2.mp4");
      assertThat(server.keys())
          .containsExactly(
              "made/clip.done",
              "made/clip.json",
              "made/clip_1.mp4",
              "made/clip_1.mp4.sha256",
              "made/clip_2.mp4",
              "made/clip_2.mp4.sha256");
    }
  }

  @Test
  void should_leave_what_others_put_there_alone_and_take_the_next_name() throws Exception {
    server.put("made/clip.mp4", "somebody's");
    server.put("made/clip-2.json", "somebody's too");
    try (MediaHost host = host(Videos.tiny("AAAA"))) {
      Job delivered = delivery.fetch(ready("clip", host));

      assertThat(delivered.ending().outputs()).containsExactly(URI + "made/clip-3.mp4");
      assertThat(server.bytes("made/clip.mp4")).asString().isEqualTo("somebody's");
      assertThat(server.bytes("made/clip-2.json")).asString().isEqualTo("somebody's too");
    }
  }

  @Test
  void should_not_replace_what_somebody_puts_there_while_it_is_sent() throws Exception {
    network.on(
        request("PUT", "clip.mp4"),
        passage -> {
          server.put("made/clip.mp4", "somebody's");
          FaultProxy.passes().befall(passage);
        });
    try (MediaHost host = host(Videos.tiny("AAAA"))) {
      Job delivered = delivery.fetch(ready("clip", host));

      assertThat(delivered.ending().outputs()).containsExactly(URI + "made/clip-2.mp4");
      assertThat(server.bytes("made/clip.mp4")).asString().isEqualTo("somebody's");
    }
  }

  @Test
  void should_not_replace_what_somebody_puts_there_while_parts_are_sent() throws Exception {
    network.on(
        request("PUT", "partNumber=2"),
        passage -> {
          server.put("made/clip.mp4", "somebody's");
          FaultProxy.passes().befall(passage);
        });
    try (MediaHost host = host(large(6 << 20))) {
      Job delivered = delivery.fetch(ready("clip", host));

      assertThat(delivered.ending().outputs()).containsExactly(URI + "made/clip-2.mp4");
      assertThat(server.bytes("made/clip.mp4")).asString().isEqualTo("somebody's");
      assertThat(server.uploadsUnderWay()).isZero();
    }
  }

  @Test
  void should_recognise_its_own_object_when_the_answer_to_its_sending_is_lost() throws Exception {
    network.on(request("PUT", "clip.mp4"), FaultProxy.losesAnswer());
    try (MediaHost host = host(Videos.tiny("AAAA"))) {
      Job delivered = delivery.fetch(ready("clip", host));

      assertThat(delivered.ending().outputs()).containsExactly(URI + "made/clip.mp4");
      assertThat(server.keys()).containsExactly("made/clip.json", "made/clip.mp4");
    }
  }

  @Test
  void should_recognise_its_own_object_when_the_answer_to_its_last_part_is_lost() throws Exception {
    network.on(request("POST", "uploadId="), FaultProxy.losesAnswer());
    byte[] video = large(6 << 20);
    try (MediaHost host = host(video)) {
      Job delivered = delivery.fetch(ready("clip", host));

      assertThat(delivered.ending().outputs()).containsExactly(URI + "made/clip.mp4");
      assertThat(server.bytes("made/clip.mp4")).isEqualTo(video);
      assertNothingLeftOnTheDisk();
    }
  }

  @Test
  void should_finish_what_a_crash_left_without_a_sidecar_without_a_second_object()
      throws Exception {
    try (MediaHost host = host(Videos.tiny("AAAA"))) {
      Job job = ready("clip", host);
      delivery.fetch(job);
      server.remove("made/clip.json");
      byte[] before = server.bytes("made/clip.mp4");
      // The host has other bytes by now; the ledger knows nothing of the first ones.
      host.holds(Videos.tiny("BBBB"), "\"v2\"");
      Job second = publishedAgain(job);

      assertThat(second.ending().outputs()).containsExactly(URI + "made/clip.mp4");
      assertThat(server.keys()).containsExactly("made/clip.json", "made/clip.mp4");
      assertThat(server.bytes("made/clip.mp4")).isEqualTo(before);
      assertThat(server.bytes("made/clip.json"))
          .asString()
          .contains(HexFormat.of().formatHex(Sha256.create().digest(before)));
    }
  }

  /** As after a crash between the bucket and the ledger, which a copy of the ledger forgets. */
  private Job publishedAgain(Job job) throws Exception {
    try (TestJobs other = new TestJobs(Files.createDirectories(home.resolve("other")))) {
      byte[] bytes = Videos.tiny("BBBB");
      Path part = Files.write(new Kept(folders.parts(), "").part(job, 1), bytes);
      String hash = HexFormat.of().formatHex(Sha256.create().digest(bytes));
      FetchedFile file = new FetchedFile(part, bytes.length, hash);
      Settings settings = settings();
      Bucket bucket = Bucket.open(settings.bucket(), settings.network());
      try (BucketOutbox outbox =
          new BucketOutbox(new Uploads(bucket, home.resolve("uploads")), OutputRules.DEFAULT)) {
        assertThat(outbox.findPublished(job)).isEmpty();
        List<String> names = outbox.publish(job, List.of(file), other.now(), sent -> {});
        assertThat(outbox.findPublished(job)).contains(names);
        return job.delivered(other.now(), names);
      }
    }
  }

  @Test
  void should_keep_what_was_fetched_while_the_bucket_is_down_and_not_fetch_it_again()
      throws Exception {
    network.close();
    byte[] video = Videos.sample();
    // Without a strong validator the host's own word would not do.
    try (MediaHost host = new MediaHost(video, null)) {
      Job job = ready("clip", host);
      int port = network.origin().getPort();
      delivery.fetch(job);
      assertWaits(job, "does not answer", S3Server.BUCKET);
      assertThat(host.requests()).hasSize(1);

      host.resets(); // its link leads nowhere by now
      network = new FaultProxy(server.origin(), port);
      Job delivered = again(job);

      assertThat(delivered.state()).isEqualTo(JobState.DELIVERED);
      assertThat(server.bytes("made/clip.mp4")).isEqualTo(video);
      assertThat(host.requests()).hasSize(1);
      assertNothingLeftOnTheDisk();
    }
  }

  @Test
  void should_not_fail_a_job_for_its_dead_link_while_the_bucket_may_have_its_video()
      throws Exception {
    network.close();
    try (RawPeer host = RawPeer.answering("404 Not Found", "", "gone")) {
      Job job = jobs.ready("clip", host.uri("/v1/clip.mp4").toString());

      delivery.fetch(job);

      assertWaits(job, "does not answer", S3Server.BUCKET);
    }
  }

  @Test
  void should_try_again_later_when_the_server_is_too_busy() throws Exception {
    network.on(request("PUT", "clip.mp4"), busy(), busy(), busy());
    try (MediaHost host = host(Videos.tiny("AAAA"))) {
      Job job = ready("clip", host);
      delivery.fetch(job);
      assertWaits(job, "503", "SlowDown");
      assertThat(server.keys()).isEmpty();
    }
  }

  private static FaultProxy.Fault busy() {
    return FaultProxy.answersFor(
        "503 Slow Down", "<Error><Code>SlowDown</Code><Message>Reduce your rate</Message></Error>");
  }

  @Test
  void should_bring_a_part_again_that_was_cut_off_on_its_way() throws Exception {
    network.on(request("PUT", "partNumber=2"), FaultProxy.losesRequest());
    byte[] video = large(12 << 20);
    try (MediaHost host = host(video)) {
      delivery.fetch(ready("clip", host));

      assertThat(server.bytes("made/clip.mp4")).isEqualTo(video);
    }
  }

  @Test
  void should_abort_an_upload_that_does_not_succeed_and_leave_nothing_in_the_bucket()
      throws Exception {
    network.on(request("PUT", "partNumber=2"), busy(), busy(), busy());
    byte[] video = large(12 << 20);
    try (MediaHost host = host(video)) {
      Job job = ready("clip", host);
      delivery.fetch(job);

      assertWaits(job, "503");
      assertThat(server.keys()).isEmpty();
      assertThat(server.uploadsUnderWay()).isZero();

      assertThat(again(job).state()).isEqualTo(JobState.DELIVERED);
      assertThat(server.bytes("made/clip.mp4")).isEqualTo(video);
      assertThat(host.requests()).hasSize(1);
    }
  }

  @Test
  void should_abort_at_the_next_start_what_a_stop_left_half_sent() throws Exception {
    FaultProxy.Hang hang = new FaultProxy.Hang();
    network.on(request("PUT", "partNumber=2"), hang);
    try (MediaHost host = host(large(6 << 20))) {
      Job job = ready("clip", host);
      CompletableFuture<Job> sending = CompletableFuture.supplyAsync(() -> delivery.fetch(job));
      hang.awaitHanging();
      delivery.close();
      assertThat(sending.get(60, TimeUnit.SECONDS).state()).isEqualTo(JobState.READY);
      hang.release();
      assertThat(server.uploadsUnderWay()).isEqualTo(1);

      delivery = delivery(OutputRules.DEFAULT);
      Job claimed = jobs.ledger().claim(JobState.READY, 9).get(0);
      assertThat(delivery.fetch(claimed).state()).isEqualTo(JobState.DELIVERED);

      assertThat(server.uploadsUnderWay()).isZero();
      assertThat(host.requests()).hasSize(1);
      assertNothingLeftOnTheDisk();
    }
  }

  @Test
  void should_refuse_bytes_that_changed_on_our_own_disk() throws Exception {
    byte[] video = Videos.tiny("AAAA");
    network.close();
    int port = network.origin().getPort();
    try (MediaHost host = host(video)) {
      Job job = ready("clip", host);
      delivery.fetch(job);
      Path part = folders.parts().resolve(job.id() + ".1.part");
      byte[] spoiled = video.clone();
      spoiled[spoiled.length - 1] ^= 1;
      Files.write(part, spoiled);
      Files.deleteIfExists(PartNote.beside(part));
      network = new FaultProxy(server.origin(), port);

      assertThat(again(job).state()).isEqualTo(JobState.DELIVERED);
      assertThat(server.bytes("made/clip.mp4")).isEqualTo(video);
      assertThat(host.requests()).hasSize(2);
    }
  }

  @Test
  void should_tell_servers_that_know_it_the_sha_256_and_that_nothing_may_be_replaced()
      throws Exception {
    byte[] video = Videos.tiny("AAAA");
    try (RawPeer aws = new RawPeer(new Aws(video.length)::answer);
        MediaHost host = host(video)) {
      network.close();
      network = new FaultProxy(aws.uri(""));
      delivery.close();
      delivery = delivery(OutputRules.DEFAULT);
      delivery.fetch(ready("clip", host));

      RawPeer.Request put =
          aws.requests().stream().filter(request("PUT", "clip.mp4")).findFirst().orElseThrow();
      assertThat(put.header("If-None-Match")).containsExactly("*");
      assertThat(put.header("x-amz-checksum-sha256"))
          .containsExactly(Base64.getEncoder().encodeToString(Sha256.create().digest(video)));
      assertThat(put.header("Content-MD5")).isEmpty();
      assertThat(put.bytes()).isEqualTo(video);
    }
  }

  /** Takes everything, and says of it what the second question for it is to hear. */
  private static final class Aws {
    private final int size;
    private boolean came;
    private List<String> metadata = List.of();

    Aws(int size) {
      this.size = size;
    }

    void answer(RawPeer.Request request, java.net.Socket client) throws Exception {
      boolean video = request.line().contains("clip.mp4");
      if (request.line().startsWith("HEAD") && !(video && came)) {
        RawPeer.write(client, "HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n");
      } else if (request.line().startsWith("HEAD")) {
        RawPeer.write(
            client,
            "HTTP/1.1 200 OK\r\nConnection: close\r\nETag: \"1\"\r\nContent-Length: %d\r\n%s\r\n\r\n"
                .formatted(size, String.join("\r\n", metadata)));
      } else {
        if (video) {
          came = true;
          metadata =
              request.headers().stream()
                  .filter(header -> header.startsWith("x-amz-meta-"))
                  .toList();
        }
        RawPeer.send(client, "200 OK", "Connection: close\r\nETag: \"1\"\r\n", "");
      }
      client.close();
    }
  }

  private void assertNothingLeftOnTheDisk() throws Exception {
    try (Stream<Path> parts = Files.list(folders.parts());
        Stream<Path> notes = Files.list(home.resolve("uploads"))) {
      assertThat(parts).isEmpty();
      assertThat(notes).isEmpty();
    }
  }
}
