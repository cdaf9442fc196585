package dev.omnihuman.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.omnihuman.job.JobState;
import dev.omnihuman.settings.SettingsException;
import dev.omnihuman.testing.FreePort;
import dev.omnihuman.testing.JmsPeer;
import dev.omnihuman.testing.PostgresServer;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.TextMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The whole product takes jobs from real brokers. */
class BusInTest extends BusBench {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LONG = Duration.ofSeconds(60);

  private final String jobs = "jobs-" + System.nanoTime();
  private final String dead = jobs + "-dead";
  private final String group = jobs + "-group";

  private TestBench fromKafka() throws Exception {
    kafka.makeTopic(jobs, 2);
    kafka.makeTopic(dead, 1);
    bench =
        new TestBench(home, gateway.origin())
            .with("omnihuman.intake.kafka.brokers", kafka.brokers())
            .with("omnihuman.intake.kafka.topic", jobs)
            .with("omnihuman.intake.kafka.dead-letter", dead)
            .with("omnihuman.intake.kafka.group", group)
            .with("omnihuman.intake.kafka.properties-file", hurried().toString());
    return bench;
  }

  /** A broker that was away is asked again soon. */
  private Path hurried() throws IOException {
    return Files.writeString(
        secrets.resolve("client.properties"), "reconnect.backoff.max.ms=200\n");
  }

  private TestBench fromArtemis() throws IOException {
    Path password = Files.writeString(secrets.resolve("password"), JmsPeer.PASSWORD + "\n");
    bench =
        new TestBench(home, gateway.origin())
            .with("omnihuman.intake.jms.url", artemis.url())
            .with("omnihuman.intake.jms.queue", jobs)
            .with("omnihuman.intake.jms.dead-letter", dead)
            .with("omnihuman.intake.jms.user", JmsPeer.USER)
            .with("omnihuman.intake.jms.password-file", password.toString());
    return bench;
  }

  private static List<String> manifests(String stem, int count) {
    return IntStream.range(0, count).mapToObj(n -> TestBench.manifest(stem + n)).toList();
  }

  private static List<byte[]> bytes(List<String> texts) {
    return texts.stream().map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(Message message) {
    try {
      return ((TextMessage) message).getText();
    } catch (JMSException e) {
      throw new AssertionError(e);
    }
  }

  private long delivered() {
    return bench.ledger().countByState().getOrDefault(JobState.DELIVERED, 0L);
  }

  private long all() {
    return bench.ledger().countByState().values().stream().mapToLong(Long::longValue).sum();
  }

  @Test
  void messages_of_kafka_become_videos_and_what_is_no_job_a_dead_letter_with_its_reasons()
      throws Exception {
    fromKafka().start();
    List<byte[]> messages = new ArrayList<>(bytes(manifests("clip", 20)));
    messages.add(5, "no json".getBytes(StandardCharsets.UTF_8));
    messages.add(6, null);
    messages.add(7, new byte[] {(byte) 0xC3, 0x28});
    messages.add(8, "{\"image_url\": 7, \"resolution\": \"4k\"}".getBytes(StandardCharsets.UTF_8));
    kafka.send(jobs, messages);

    await().atMost(LONG).until(() -> delivered() == 20);
    await().atMost(LONG).until(() -> kafka.confirmed(group) == 24);

    List<JsonNode> letters = kafka.all(dead).stream().map(record -> json(record.value())).toList();
    assertThat(letters).hasSize(4);
    assertThat(letters)
        .allSatisfy(
            letter -> {
              assertThat(letter.path("id").asText()).startsWith("kafka:" + jobs + "/");
              assertThat(letter.path("problems")).isNotEmpty();
            });
    assertThat(letters)
        .filteredOn(letter -> letter.path("text").asText().contains("4k"))
        .singleElement()
        .satisfies(
            letter ->
                assertThat(letter.path("problems"))
                    .extracting(problem -> problem.path("field").asText())
                    .containsExactlyInAnyOrder("image_url", "resolution", "audio_url"));
    assertThat(gateway.charges()).hasSize(20);
    assertThat(TestBench.names(home.resolve("outbox")))
        .filteredOn(name -> name.endsWith(".mp4"))
        .hasSize(20);
  }

  @Test
  void messages_of_kafka_that_come_again_make_nothing_new() throws Exception {
    fromKafka().start();
    List<byte[]> messages = new ArrayList<>(bytes(manifests("clip", 5)));
    messages.add(bytes(List.of(forced("clip0"))).get(0));
    kafka.send(jobs, messages);
    await().atMost(LONG).until(() -> delivered() == 6);
    bench.stop();

    // To another group nothing was confirmed.
    bench.with("omnihuman.intake.kafka.group", group + "-2").start();
    await().atMost(LONG).until(() -> kafka.confirmed(group + "-2") == 6);

    assertThat(all()).isEqualTo(6);
    assertThat(gateway.charges()).hasSize(6);
  }

  /** Another take of content that was made before: only its message's id keeps it from a third. */
  private static String forced(String stem) {
    return TestBench.manifest(stem).strip().replaceFirst("}$", ", \"force\": true}");
  }

  @Test
  void kafka_that_comes_late_or_goes_keeps_nobody_else_waiting() throws Exception {
    fromKafka();
    kafka.stop();
    bench.start();
    bench.dropJobs("file");
    bench.awaitFiles("done/file.json");

    kafka.start();
    kafka.send(jobs, bytes(manifests("first", 3)));
    await().atMost(LONG).until(() -> delivered() == 4);
    kafka.stop();
    bench.dropJobs("other-file");
    bench.awaitFiles("done/other-file.json");
    kafka.start();
    kafka.send(jobs, bytes(manifests("second", 3)));

    await().atMost(LONG).until(() -> delivered() == 8);
    assertThat(gateway.charges()).hasSize(8);
  }

  @Test
  void messages_are_not_confirmed_while_their_dead_letters_cannot_be_sent() throws Exception {
    fromKafka().with("omnihuman.intake.kafka.dead-letter", "later-" + dead).start();
    kafka.send(jobs, bytes(List.of("no json")));
    kafka.send(jobs, bytes(manifests("clip", 1)));
    await().atMost(LONG).until(() -> delivered() == 1);
    assertThat(kafka.confirmed(group)).isLessThan(2);

    kafka.makeTopic("later-" + dead, 1);
    await().atMost(LONG).until(() -> kafka.confirmed(group) == 2);

    // One that was sent and not confirmed is sent again.
    assertThat(kafka.all("later-" + dead)).isNotEmpty();
    assertThat(gateway.charges()).hasSize(1);
  }

  @Test
  void where_jobs_come_as_messages_a_lost_ledger_is_noticed_at_the_start() throws Exception {
    bench =
        new TestBench(home, gateway.origin())
            .with("omnihuman.intake.http", "on")
            .with("omnihuman.http.port", String.valueOf(FreePort.next()))
            .start();
    bench.stop();
    for (String name : List.of("ledger.db", "ledger.db-wal", "ledger.db-shm")) {
      Files.deleteIfExists(home.resolve(name));
    }

    assertThatThrownBy(bench::start)
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("ledger.db is missing")
        .hasMessageContaining("jobs come as messages");

    bench.with("omnihuman.intake.http", "off").start();
  }

  private TestBench asNode(TestBench one) throws Exception {
    return one.with("omnihuman.ledger.url", PostgresServer.newAddress())
        .with("omnihuman.node.name", "one")
        .with("omnihuman.node.beat", "500ms")
        .with("omnihuman.node.lease", "3s");
  }

  @Test
  void a_drained_node_leaves_kafka_to_the_others_and_comes_back() throws Exception {
    asNode(fromKafka()).start();
    kafka.send(jobs, bytes(manifests("first", 3)));
    await().atMost(LONG).until(() -> delivered() == 3);

    bench.ledger().nodes().drain("one", "an upgrade");
    await().atMost(LONG).until(() -> kafka.members(group) == 0);
    kafka.send(jobs, bytes(manifests("second", 3)));
    assertThat(all()).isEqualTo(3);

    bench.ledger().nodes().resume("one");
    await().atMost(LONG).until(() -> delivered() == 6);
    assertThat(gateway.charges()).hasSize(6);
  }

  @Test
  void a_drained_node_leaves_a_queue_to_the_others_and_comes_back() throws Exception {
    asNode(fromArtemis()).start();
    artemis.send(jobs, manifests("first", 3));
    await().atMost(LONG).until(() -> delivered() == 3);

    bench.ledger().nodes().drain("one", "an upgrade");
    await().atMost(LONG).until(() -> artemis.listeners(jobs) == 0);
    artemis.send(jobs, manifests("second", 3));
    assertThat(artemis.waiting(jobs)).hasSize(3);

    bench.ledger().nodes().resume("one");
    await().atMost(LONG).until(() -> delivered() == 6);
    assertThat(gateway.charges()).hasSize(6);
  }

  @Test
  void a_post_becomes_a_video_where_posts_are_taken() throws Exception {
    bench =
        new TestBench(home, gateway.origin())
            .with("omnihuman.http.port", String.valueOf(FreePort.next()))
            .start();
    assertThat(post(TestBench.manifest("clip"))).isEqualTo(405);
    bench.stop();

    bench.with("omnihuman.intake.http", "on").start();
    assertThat(post(TestBench.manifest("clip"))).isEqualTo(201);
    await().atMost(LONG).until(() -> delivered() == 1);
    assertThat(gateway.charges()).hasSize(1);
  }

  private int post(String manifest) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(bench.engine().page().orElseThrow().resolve("/api/jobs"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(manifest))
            .build();
    return HttpClient.newHttpClient()
        .send(request, HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  @Test
  void messages_of_jms_become_videos_and_what_is_no_job_a_dead_letter_with_its_reasons()
      throws Exception {
    fromArtemis().start();
    artemis.send(jobs, manifests("clip", 20));
    artemis.send(jobs, List.of("no json", "{\"image_url\": 7}"));
    artemis.sendBytes(jobs, TestBench.manifest("bytes").getBytes(StandardCharsets.UTF_8));
    artemis.sendObject(jobs, "an object");

    await().atMost(LONG).until(() -> delivered() == 20);
    await().atMost(LONG).until(() -> artemis.waiting(dead).size() == 4);

    List<JsonNode> letters = artemis.waiting(dead).stream().map(m -> json(text(m))).toList();
    assertThat(letters)
        .allSatisfy(
            letter -> {
              assertThat(letter.path("id").asText()).startsWith("jms:ID:");
              assertThat(letter.path("problems")).isNotEmpty();
            });
    await().atMost(LONG).until(() -> artemis.waiting(jobs).isEmpty());
    assertThat(gateway.charges()).hasSize(20);
  }

  @Test
  void artemis_that_comes_late_or_goes_keeps_nobody_else_waiting() throws Exception {
    fromArtemis();
    artemis.stop();
    bench.start();
    bench.dropJobs("file");
    bench.awaitFiles("done/file.json");

    artemis.start();
    artemis.send(jobs, manifests("first", 3));
    await().atMost(LONG).until(() -> delivered() == 4);
    artemis.stop();
    bench.dropJobs("other-file");
    bench.awaitFiles("done/other-file.json");
    artemis.start();
    artemis.send(jobs, manifests("second", 3));

    await().atMost(LONG).until(() -> delivered() == 8);
    assertThat(gateway.charges()).hasSize(8);
  }
}
