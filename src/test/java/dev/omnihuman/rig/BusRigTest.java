package dev.omnihuman.rig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.omnihuman.app.ProgramRun;
import dev.omnihuman.app.TestBench;
import dev.omnihuman.testing.FakeGateway;
import dev.omnihuman.testing.KafkaPeer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real program is killed while it takes jobs from a real Kafka and tells it what happens. */
@Tag("rig")
class BusRigTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofMinutes(20);
  private static final String GROUP = "omnihuman-routes";
  private static final int PARTITIONS = 4;

  private final FakeGateway gateway = new FakeGateway();
  @TempDir Path directory;
  @TempDir Path kafkasFolder;
  private KafkaPeer kafka;

  @BeforeEach
  void startKafka() throws Exception {
    kafka = new KafkaPeer(kafkasFolder);
    kafka.makeTopic("omnihuman-jobs", PARTITIONS);
    kafka.makeTopic("omnihuman-jobs-dead-letter", 1);
    kafka.makeTopic("omnihuman-events", PARTITIONS);
  }

  @AfterEach
  void stop() {
    kafka.close();
    gateway.close();
  }

  @Test
  void kills_lose_no_message_make_no_job_twice_and_leave_no_gap_in_what_is_told() throws Exception {
    int messages = RigSize.messages();
    int poison = messages / 100;
    long seed = RigSize.seed();
    System.out.printf("%d messages, %d kills, -Drig.seed=%d%n", messages, RigSize.busKills(), seed);
    Random random = new Random(seed);
    send(messages, poison, random);
    Path home = directory.resolve("home");
    Program program = new Program(Launch.prepare(directory), directory.resolve("runs"));
    program.over(home, gateway.origin());
    program
        .with("omnihuman.intake.kafka.brokers", kafka.brokers())
        .with("omnihuman.notify.kafka.brokers", kafka.brokers())
        .with("omnihuman.notify.events", "accepted,submitted,delivered,failed,in-doubt")
        .with("omnihuman.submit.concurrency", "8")
        .with("omnihuman.folders.recursive", "false")
        .with("omnihuman.output.checksum", "off")
        .with("omnihuman.output.done-marker", "false");
    long start = System.nanoTime();
    for (int kill = 1; kill <= RigSize.busKills(); kill++) {
      long confirmed = kafka.confirmed(GROUP);
      long aim = Math.min(messages - 1L, confirmed + 1 + random.nextInt(messages / 5));
      try (ProgramRun killed = program.start("run")) {
        await().atMost(PATIENCE).until(() -> kafka.confirmed(GROUP) >= aim);
        killed.kill();
      }
      System.out.printf("killed at %d confirmed messages%n", kafka.confirmed(GROUP));
    }
    try (ProgramRun last = program.start("run")) {
      await().atMost(PATIENCE).until(() -> kafka.confirmed(GROUP) == messages);
      System.out.printf("all taken after %d s%n", seconds(start));
      await().atMost(PATIENCE).until(() -> isAllOver(messages - poison));
      last.kill();
    }
    System.out.printf("all told after %d s%n", seconds(start));

    assertChargedOnce(messages - poison);
    assertBuried(poison);
    assertToldInOrder(messages - poison);
  }

  private static long seconds(long start) {
    return Duration.ofNanos(System.nanoTime() - start).toSeconds();
  }

  private void send(int messages, int poison, Random random) throws Exception {
    Set<Integer> bad = new HashSet<>();
    while (bad.size() < poison) {
      bad.add(random.nextInt(messages));
    }
    List<byte[]> all = new ArrayList<>();
    for (int n = 0; n < messages; n++) {
      String text =
          bad.contains(n)
              ? "{\"image_url\": \"poison-%d\", \"resolution\": \"4k\"}".formatted(n)
              : TestBench.manifest("job-" + n);
      all.add(text.getBytes(StandardCharsets.UTF_8));
    }
    kafka.send("omnihuman-jobs", all);
  }

  /** Each job is delivered, or in doubt because a kill came during its submit; and that is told. */
  private boolean isAllOver(int jobs) {
    Set<String> over = new HashSet<>();
    for (ConsumerRecord<String, String> record : kafka.all("omnihuman-events")) {
      if (record.value().contains("job.delivered") || record.value().contains("job.in-doubt")) {
        over.add(record.key());
      }
    }
    return over.size() >= jobs;
  }

  private void assertChargedOnce(int jobs) {
    List<String> images = gateway.charges().stream().map(FakeGateway.Charge::image).toList();
    assertThat(images).doesNotHaveDuplicates().hasSizeLessThanOrEqualTo(jobs);
    System.out.printf("%d jobs, %d charges%n", jobs, images.size());
  }

  private void assertBuried(int poison) throws Exception {
    List<ConsumerRecord<String, String>> letters = kafka.all("omnihuman-jobs-dead-letter");
    Set<String> ids = new HashSet<>();
    for (ConsumerRecord<String, String> letter : letters) {
      JsonNode read = JSON.readTree(letter.value());
      assertThat(read.path("problems")).hasSize(3);
      assertThat(letter.key()).isEqualTo(read.path("id").asText());
      ids.add(letter.key());
    }
    assertThat(ids).hasSize(poison);
    System.out.printf("%d dead letters, %d of them sent again%n", poison, letters.size() - poison);
  }

  private void assertToldInOrder(int jobs) throws Exception {
    Map<String, LinkedHashSet<String>> told = new HashMap<>();
    int again = 0;
    for (ConsumerRecord<String, String> record : kafka.all("omnihuman-events")) {
      JsonNode event = JSON.readTree(record.value());
      boolean fresh =
          told.computeIfAbsent(record.key(), job -> new LinkedHashSet<>())
              .add(event.path("id").asText());
      again += fresh ? 0 : 1;
    }
    assertThat(told).hasSize(jobs);
    told.forEach(
        (job, ids) -> {
          List<String> usual = List.of(job + ":1", job + ":3", job + ":5");
          List<String> doubtful = List.of(job + ":1", job + ":3");
          assertThat(List.copyOf(ids)).isIn(usual, doubtful);
        });
    System.out.printf("%d events told again%n", again);
  }
}
