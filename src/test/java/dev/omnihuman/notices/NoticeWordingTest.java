package dev.omnihuman.notices;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaId;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion;
import dev.omnihuman.job.Charged;
import dev.omnihuman.job.FailureReason;
import dev.omnihuman.job.Gate;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.Move;
import dev.omnihuman.job.Topic;
import dev.omnihuman.job.Transport;
import dev.omnihuman.ledger.JobLedger;
import dev.omnihuman.ledger.Notice;
import dev.omnihuman.ledger.NoticeLedger;
import dev.omnihuman.ledger.NoticeRules;
import dev.omnihuman.ledger.NoticeRules.JobNews;
import dev.omnihuman.ledger.SqliteLedger;
import dev.omnihuman.testing.JobSteps;
import dev.omnihuman.testing.Manifests;
import dev.omnihuman.testing.TestClock;
import dev.omnihuman.testing.TestRules;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What events say, and what they never say. */
class NoticeWordingTest {

  private static final JsonMapper JSON = new JsonMapper();
  private static final JsonSchemaFactory FACTORY =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);

  @TempDir Path home;
  private final TestClock clock = new TestClock();
  private JobLedger ledger;
  private JobSteps steps;

  @BeforeEach
  void open() {
    NoticeRules rules =
        new NoticeRules(EnumSet.allOf(Topic.class), Set.of(Transport.HTTP), new NoticeWording());
    ledger = SqliteLedger.open(home, TestRules.on(clock).withNotices(rules));
    steps = new JobSteps(ledger, clock);
  }

  @AfterEach
  void close() {
    ledger.close();
  }

  /** Every event that is waiting, as it goes on the wire, and checked against the schema. */
  private List<JsonNode> events() throws IOException {
    Envelope envelope = Envelope.of(ledger.notices().source());
    List<JsonNode> events = new ArrayList<>();
    NoticeLedger notices = ledger.notices();
    for (List<Notice> page; !(page = notices.claim(Transport.HTTP, 100)).isEmpty(); ) {
      for (Notice notice : page) {
        JsonNode event = JSON.readTree(envelope.around(notice));
        assertThat(schema().validate(event)).as("%s", event).isEmpty();
        events.add(event);
        notices.taken(notice);
      }
    }
    return events;
  }

  private static JsonNode schemaText() throws IOException {
    return JSON.readTree(
        NoticeWordingTest.class.getResourceAsStream("/dev/omnihuman/config/event.schema.json"));
  }

  private static JsonSchema schema() throws IOException {
    return FACTORY.getSchema(schemaText());
  }

  @Test
  void of_several_nodes_an_event_names_the_one_that_did_it() throws IOException {
    steps.accept("clip.json");
    assertThat(events().get(0).path("data").has("node")).isFalse();

    Job job = ledger.claimToSubmit(1).get(0);
    JobNews news = new JobNews(job.state(), job, null, clock.instant(), "one");

    assertThat(JSON.readTree(new NoticeWording().ofJob(news)).path("node").asText())
        .isEqualTo("one");
  }

  @Test
  void should_have_a_schema_that_is_one_and_knows_every_type() throws IOException {
    JsonSchema meta = FACTORY.getSchema(SchemaLocation.of(SchemaId.V202012));
    JsonNode text = schemaText();

    assertThat(meta.validate(text)).isEmpty();
    assertThat(text.at("/properties/type/enum"))
        .extracting(JsonNode::asText)
        .containsExactlyInAnyOrderElementsOf(
            EnumSet.allOf(Topic.class).stream().map(Topic::type).toList());
    assertThat(text.at("/$defs/gate/properties/gate/enum"))
        .extracting(JsonNode::asText)
        .containsExactlyInAnyOrderElementsOf(
            EnumSet.allOf(Gate.class).stream().map(Gate::name).toList());
  }

  @Test
  void should_say_everything_of_a_failed_job() throws IOException {
    Job job = steps.submit(steps.accept("clip.json"));
    steps.fail(job);

    JsonNode event = events().get(2);

    assertThat(event.path("id").asText()).isEqualTo(job.id() + ":4");
    assertThat(event.path("type").asText()).isEqualTo("dev.omnihuman.job.failed");
    assertThat(event.path("subject").asText()).isEqualTo(job.id());
    assertThat(event.path("time").asText()).isEqualTo(clock.instant().toString());
    assertThat(event.path("sequence").asText()).isEqualTo("0000000004");
    JsonNode data = event.path("data");
    assertThat(data.fieldNames())
        .toIterable()
        .containsExactlyElementsOf(() -> schemaFields("/$defs/job/required"));
    assertThat(data.path("from").asText()).isEqualTo("SUBMITTED");
    assertThat(data.path("to").asText()).isEqualTo("FAILED");
    assertThat(data.path("reason").asText()).isEqualTo("REMOTE_FAILED");
    assertThat(data.path("words").asText()).isEqualTo("no face");
    assertThat(data.path("charged").asText()).isEqualTo("yes");
    assertThat(data.path("request_id").asText()).isEqualTo("request-" + job.id());
    assertThat(data.path("meaning").asText()).isEqualTo(FailureReason.REMOTE_FAILED.meaning());
    assertThat(data.path("next_step").asText()).contains("retry " + job.id());
  }

  private static Iterator<String> schemaFields(String pointer) {
    try {
      List<String> names = new ArrayList<>();
      schemaText().at(pointer).forEach(name -> names.add(name.asText()));
      return names.iterator();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void should_name_the_videos_of_a_delivered_job() throws IOException {
    steps.deliver(steps.accept("clip.json"));

    assertThat(events().get(2).at("/data/outputs/0").asText()).isEqualTo("clip.mp4");
  }

  @Test
  void should_say_why_a_gate_is_shut_and_what_to_do() throws IOException {
    ledger.shut(Gate.PAUSE, "a person said so");
    ledger.open(Gate.PAUSE);

    List<JsonNode> events = events();

    assertThat(events)
        .extracting(event -> event.path("id").asText())
        .containsExactly("gate-PAUSE:1", "gate-PAUSE:2");
    assertThat(events.get(0).at("/data/cause").asText()).isEqualTo("a person said so");
    assertThat(events.get(0).at("/data/advice").asText()).isEqualTo(Gate.PAUSE.advice());
  }

  @Test
  void should_tell_no_secret_that_stands_in_a_link() throws IOException {
    Job job = steps.submit(steps.accept(List.of(Manifests.of("a.json", "p?token=canary"))).get(0));
    String words =
        "cannot fetch https://cdn.example.com/a.mp4?sig=canary#canary, nor"
            + " \"http://user:canary@h.example/x\" (HTTPS://CDN.example.com?canary)";
    ledger.move(
        Move.of(job, job.failed(FailureReason.RESULT_GONE, words, Charged.YES, clock.instant())));

    List<JsonNode> events = events();

    assertThat(events.toString()).doesNotContain("canary").contains("cdn.example.com/a.mp4?****");
  }

  @Test
  void should_be_one_event_whatever_the_words_are() throws IOException {
    String hostile =
        "\"},{\"id\":\"x\"}\r\n\u0000\u001b[31m\u202e ${env:KEY} {{secret}} \ud83d "
            + "é".repeat(5_000);
    Job job = steps.submit(steps.accept("a.json"));
    ledger.move(
        Move.of(
            job, job.failed(FailureReason.REMOTE_FAILED, hostile, Charged.YES, clock.instant())));

    String words = events().get(2).at("/data/words").asText();

    assertThat(words)
        .startsWith("\"},{\"id\":\"x\"}???")
        .contains("${env:KEY} {{secret}}")
        .doesNotContain("\u001b", "\u202e", "\n")
        .hasSizeLessThanOrEqualTo(2_000);
  }
}
