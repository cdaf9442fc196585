package dev.omnihuman.rig;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.omnihuman.delivery.Delivery;
import dev.omnihuman.folders.Folders;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import dev.omnihuman.job.OutputRules;
import dev.omnihuman.testing.MediaHost;
import dev.omnihuman.testing.TestDownloads;
import dev.omnihuman.testing.TestFolders;
import dev.omnihuman.testing.TestJobs;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Transfers that are cut at random offsets, a third of them twice, a fifth of them with another
 * file in its place afterwards, and with a restart in between now and then.
 */
@Tag("rig")
class TransferRigTest {

  private static final int LARGEST = 3 << 20;
  private static final double MOST_BYTES = 1.15;

  private final long seed = RigSize.seed();
  private final Random random = new Random(seed);
  private TestJobs jobs;
  private Folders folders;
  private Delivery delivery;

  @BeforeEach
  void open(@TempDir Path home) throws IOException {
    folders = TestFolders.in(home);
    Files.createDirectories(folders.parts());
    jobs = new TestJobs(home);
    restart();
  }

  private void restart() {
    if (delivery != null) {
      delivery.close();
    }
    delivery =
        new Delivery(
            jobs.ledger(),
            jobs.rules(),
            folders,
            TestDownloads.upTo(2L * LARGEST),
            OutputRules.DEFAULT);
  }

  @AfterEach
  void close() {
    delivery.close();
    jobs.close();
  }

  @Test
  void should_publish_the_right_bytes_and_fetch_few_of_them_twice() throws Exception {
    long sent = 0;
    long published = 0;
    for (int n = 0; n < RigSize.transfers(); n++) {
      String name = "clip" + n;
      byte[] file = video(1 + random.nextInt(LARGEST));
      boolean swapped = n % 5 == 4;
      byte[] last = swapped ? video(1 + random.nextInt(LARGEST)) : file;
      try (MediaHost host = new MediaHost(file, etag(file))) {
        for (int cut = 0; cut < (n % 3 == 2 ? 2 : 1); cut++) {
          host.cutsAfter(random.nextInt(file.length / 2));
        }
        if (swapped) {
          host.thenHolds(last, etag(last));
        }
        if (n % 4 == 1) {
          host.resets(); // which takes bytes from the line that were sent and never came
        }
        deliver(jobs.ready(name, host.uri("/" + name + ".mp4").toString()));
        assertPublished(name, last);
        if (!swapped) {
          sent += host.sent();
          published += file.length;
        }
      }
    }
    System.out.printf(
        "seed %d: %d transfers; %d bytes of files that were not swapped published, %d sent: %.3f%n",
        seed, RigSize.transfers(), published, sent, sent / (double) published);
    assertThat(sent).isLessThanOrEqualTo(Math.round(published * MOST_BYTES));
    assertThat(folders.parts()).isEmptyDirectory();
  }

  private void deliver(Job ready) {
    Job job = ready;
    while (delivery.fetch(job).state() != JobState.DELIVERED) {
      assertThat(jobs.stored(job).state())
          .as(jobs.stored(job).toString())
          .isEqualTo(JobState.READY);
      if (random.nextBoolean()) {
        restart();
      }
      jobs.clock().advance(Duration.ofMinutes(5));
      job = jobs.ledger().claim(JobState.READY, 1).get(0);
    }
  }

  private void assertPublished(String name, byte[] expected) throws Exception {
    byte[] bytes = Files.readAllBytes(folders.outbox().resolve(name + ".mp4"));
    JsonNode sidecar =
        new ObjectMapper().readTree(folders.outbox().resolve(name + ".json").toFile());
    assertThat(Arrays.equals(bytes, expected)).as(name).isTrue();
    assertThat(sidecar.at("/videos/0/sha256").asText()).isEqualTo(sha256(expected));
  }

  /** Whole boxes around bytes at random, so that nothing but its hash tells one from another. */
  private byte[] video(int size) {
    byte[] filling = new byte[size];
    random.nextBytes(filling);
    return ByteBuffer.allocate(size + 24)
        .put(box("ftyp", 8))
        .put(box("moov", 8))
        .put(box("mdat", 8 + size))
        .put(filling)
        .array();
  }

  private static byte[] box(String type, int size) {
    return ByteBuffer.allocate(8)
        .putInt(size)
        .put(type.getBytes(StandardCharsets.US_ASCII))
        .array();
  }

  private static String etag(byte[] file) throws Exception {
    return '"' + sha256(file).substring(0, 32) + '"';
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }
}
