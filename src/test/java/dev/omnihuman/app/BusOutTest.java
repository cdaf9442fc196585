package dev.omnihuman.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.Transport;
import dev.omnihuman.settings.SettingsException;
import dev.omnihuman.testing.JmsPeer;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.TextMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;

/** The whole product tells real brokers what happens. */
class BusOutTest extends BusBench {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final String ALL = "accepted,submitted,delivered,failed,in-doubt,gates,batch";

  private final String name = "events-" + System.nanoTime();

  private TestBench bench() {
    bench = new TestBench(home, gateway.origin()).with("omnihuman.notify.events", ALL);
    return bench;
  }

  private TestBench toKafka(TestBench bench) throws Exception {
    kafka.makeTopic(name, 3);
    return bench
        .with("omnihuman.notify.kafka.brokers", kafka.brokers())
        .with("omnihuman.notify.kafka.topic", name);
  }

  private TestBench toArtemis(TestBench bench) throws IOException {
    Path password = Files.writeString(secrets.resolve("password"), JmsPeer.PASSWORD + "\n");
    return bench
        .with("omnihuman.notify.jms.url", artemis.url())
        .with("omnihuman.notify.jms.destination", "queue:" + name)
        .with("omnihuman.notify.jms.user", JmsPeer.USER)
        .with("omnihuman.notify.jms.password-file", password.toString());
  }

  private long waiting(Transport receiver) {
    return bench.ledger().notices().waiting(receiver);
  }

  private List<ConsumerRecord<String, String>> records() {
    return kafka.all(name);
  }

  private static JsonNode event(String text) {
    try {
      JsonNode event = JSON.readTree(text);
      String schema = Files.readString(Path.of("config", "event.schema.json"));
      assertThat(
              JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                  .getSchema(schema)
                  .validate(event))
          .isEmpty();
      return event;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String header(ConsumerRecord<String, String> record, String name) {
    Header header = record.headers().lastHeader(name);
    return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
  }

  /** Of each subject, the ids of its events in their order. */
  private static Map<String, List<String>> ids(List<JsonNode> events) {
    Map<String, List<String>> ids = new TreeMap<>();
    for (JsonNode event : events) {
      ids.computeIfAbsent(event.path("subject").asText(), subject -> new ArrayList<>())
          .add(event.path("id").asText());
    }
    return ids;
  }

  private void assertTold(Map<String, List<String>> ids, String... stems) {
    for (String stem : stems) {
      Job job = bench.job(stem);
      assertThat(ids.get(job.id()))
          .containsExactly(job.id() + ":1", job.id() + ":3", job.id() + ":5");
    }
  }

  @Test
  void kafka_gets_each_change_once_in_order_with_its_key_and_its_headers() throws Exception {
    toKafka(bench()).start();
    bench.dropJobs("a", "b", "c", "d", "e");
    bench.awaitFiles("done/a.json", "done/b.json", "done/c.json", "done/d.json", "done/e.json");
    await().atMost(LONG).until(() -> waiting(Transport.KAFKA) == 0);

    List<ConsumerRecord<String, String>> records = records();
    assertThat(records).hasSize(15);
    assertTold(
        ids(records.stream().map(record -> event(record.value())).toList()),
        "a",
        "b",
        "c",
        "d",
        "e");
    assertThat(records)
        .allSatisfy(
            record -> {
              JsonNode event = event(record.value());
              assertThat(record.key()).isEqualTo(event.path("subject").asText());
              assertThat(header(record, "content-type"))
                  .isEqualTo("application/cloudevents+json; charset=UTF-8");
              assertThat(header(record, "ce_id")).isEqualTo(event.path("id").asText());
              assertThat(header(record, "ce_type")).isEqualTo(event.path("type").asText());
              assertThat(record.headers()).hasSize(3);
            });
  }

  @Test
  void a_jms_queue_gets_each_change_once_in_order_in_its_group_and_durably() throws Exception {
    toArtemis(bench()).start();
    bench.dropJobs("a", "b", "c");
    bench.awaitFiles("done/a.json", "done/b.json", "done/c.json");
    await().atMost(LONG).until(() -> waiting(Transport.JMS) == 0);

    List<JsonNode> events = new ArrayList<>();
    for (Message message : artemis.waiting(name)) {
      JsonNode event = event(text(message));
      events.add(event);
      assertThat(message.getJMSDeliveryMode()).isEqualTo(DeliveryMode.PERSISTENT);
      assertThat(message.getJMSExpiration()).isZero();
      assertThat(message.getStringProperty("JMSXGroupID"))
          .isEqualTo(event.path("subject").asText());
      assertThat(message.getJMSType()).isEqualTo(event.path("type").asText());
      assertThat(message.getStringProperty("ce_id")).isEqualTo(event.path("id").asText());
    }
    assertThat(events).hasSize(9);
    assertTold(ids(events), "a", "b", "c");
  }

  private static String text(Message message) {
    try {
      return ((TextMessage) message).getText();
    } catch (JMSException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void a_broker_that_is_down_holds_up_neither_jobs_nor_the_other_and_is_told_when_it_is_back()
      throws Exception {
    toArtemis(toKafka(bench())).start();
    artemis.stop();
    bench.dropJobs("a", "b");
    bench.awaitFiles("done/a.json", "done/b.json");
    await().atMost(LONG).until(() -> waiting(Transport.KAFKA) == 0);
    assertThat(waiting(Transport.JMS)).isPositive();

    artemis.start();
    kafka.stop();
    bench.dropJobs("c");
    bench.awaitFiles("done/c.json");
    await().atMost(LONG).until(() -> waiting(Transport.JMS) == 0);
    assertThat(waiting(Transport.KAFKA)).isPositive();

    kafka.start();
    await().atMost(LONG).until(() -> waiting(Transport.KAFKA) == 0);

    List<JsonNode> byKafka = records().stream().map(record -> event(record.value())).toList();
    List<JsonNode> byJms =
        artemis.waiting(name).stream().map(message -> event(text(message))).toList();
    for (List<JsonNode> told : List.of(byKafka, byJms)) {
      // What was not confirmed is sent again, so it may be there twice.
      List<JsonNode> distinct = told.stream().distinct().toList();
      assertTold(ids(distinct), "a", "b", "c");
    }
  }

  @Test
  void a_start_and_a_stop_do_not_wait_for_brokers_that_are_not_there() throws Exception {
    bench()
        .with("omnihuman.notify.kafka.brokers", "127.0.0.1:1,no-such-host.invalid:9092")
        .with("omnihuman.notify.jms.url", "tcp://127.0.0.1:1")
        .start();
    bench.dropJobs("a");
    bench.awaitFiles("done/a.json");
    bench.stop();

    toArtemis(toKafka(bench)).start();
    await().atMost(LONG).until(() -> waiting(Transport.KAFKA) == 0 && waiting(Transport.JMS) == 0);

    assertTold(ids(records().stream().map(record -> event(record.value())).toList()), "a");
    assertTold(ids(artemis.waiting(name).stream().map(m -> event(text(m))).toList()), "a");
  }

  @Test
  void an_event_that_the_broker_does_not_like_holds_up_no_other() throws Exception {
    Path properties = secrets.resolve("client.properties");
    // Between the largest event of the short name and the smallest of the long one.
    Files.writeString(properties, "max.request.size=1050\n");
    toKafka(bench()).with("omnihuman.notify.kafka.properties-file", properties.toString()).start();
    String longName = "m".repeat(200);
    String named = ", \"name\": \"%s\"}".formatted("n".repeat(120));
    bench.drop(longName + ".json", TestBench.manifest("long").strip().replaceFirst("}$", named));
    bench.awaitFiles("done/" + longName + ".json");
    bench.dropJobs("a");
    bench.awaitFiles("done/a.json");

    await().atMost(LONG).untilAsserted(() -> assertThat(records()).hasSize(3));
    assertTold(ids(records().stream().map(record -> event(record.value())).toList()), "a");
    assertThat(waiting(Transport.KAFKA)).isEqualTo(3);
  }

  @Test
  void the_clients_properties_are_taken_but_for_those_that_the_promises_rest_on() throws Exception {
    Path properties = secrets.resolve("client.properties");
    Files.writeString(
        properties,
        """
        acks=0
        enable.idempotence=false
        value.serializer=org.apache.kafka.common.serialization.LongSerializer
        client.id=robot
        """);
    toKafka(bench()).with("omnihuman.notify.kafka.properties-file", properties.toString()).start();
    bench.dropJobs("a");
    bench.awaitFiles("done/a.json");
    await().atMost(LONG).until(() -> waiting(Transport.KAFKA) == 0);

    assertTold(ids(records().stream().map(record -> event(record.value())).toList()), "a");
  }

  @Test
  void a_file_of_a_broker_that_cannot_be_read_ends_the_start() throws Exception {
    toKafka(bench())
        .with("omnihuman.notify.kafka.properties-file", secrets.resolve("none").toString());
    assertThatThrownBy(bench::start)
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("omnihuman.notify.kafka.properties-file");

    toArtemis(bench()).with("omnihuman.notify.jms.password-file", "/none");
    assertThatThrownBy(bench::start)
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("omnihuman.notify.jms.password-file")
        .hasMessageNotContaining("canary");
  }
}
