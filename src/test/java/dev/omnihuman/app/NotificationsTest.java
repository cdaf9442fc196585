package dev.omnihuman.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.omnihuman.job.Gate;
import dev.omnihuman.job.Job;
import dev.omnihuman.settings.SettingsException;
import dev.omnihuman.testing.Answer;
import dev.omnihuman.testing.FakeGateway;
import dev.omnihuman.testing.FreePort;
import dev.omnihuman.testing.RawPeer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole product and a receiver of its notices. */
class NotificationsTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ALL = "accepted,submitted,delivered,failed,in-doubt,gates,batch";
  private static final String PATH = "/hooks/canary-path?key=canary-query";
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir Path home;
  @TempDir Path directory;
  private final FakeGateway gateway = new FakeGateway();
  private final AtomicReference<String> status = new AtomicReference<>("204 No Content");
  private RawPeer receiver;
  private TestBench bench;

  private TestBench bench(String events) throws IOException {
    if (receiver == null) {
      receiver =
          new RawPeer((request, connection) -> RawPeer.send(connection, status.get(), "", ""));
    }
    bench =
        new TestBench(home, gateway.origin())
            .with("omnihuman.notify.url", receiver.uri(PATH).toString())
            .with("omnihuman.notify.events", events);
    return bench;
  }

  @AfterEach
  void stop() throws IOException {
    if (bench != null) {
      bench.close();
    }
    if (receiver != null) {
      receiver.close();
    }
    gateway.close();
  }

  private List<JsonNode> events() {
    return receiver.requests().stream().map(NotificationsTest::event).toList();
  }

  private static JsonNode event(RawPeer.Request request) {
    try {
      return JSON.readTree(request.body());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private List<String> ids() {
    return events().stream().map(event -> event.path("id").asText()).toList();
  }

  private long waiting() {
    return bench.ledger().notices().counts().waiting();
  }

  @Test
  void the_receiver_is_told_of_each_change_in_order() throws Exception {
    bench(ALL).start();
    bench.dropJobs("clip");
    bench.awaitFiles("done/clip.json");
    await().atMost(LONG).until(() -> events().size() == 3);

    Job job = bench.job("clip");
    assertThat(ids()).containsExactly(job.id() + ":1", job.id() + ":3", job.id() + ":5");
    assertThat(events())
        .extracting(event -> event.path("type").asText())
        .containsExactly(
            "dev.omnihuman.job.accepted",
            "dev.omnihuman.job.submitted",
            "dev.omnihuman.job.delivered");
    await().atMost(LONG).until(() -> waiting() == 0);
  }

  @Test
  void an_event_goes_out_with_its_own_headers_and_to_the_whole_address() throws Exception {
    Path token =
        Files.writeString(home.resolveSibling(home.getFileName() + ".token"), "canary-token\n");
    bench("accepted").with("omnihuman.notify.token-file", token.toString()).start();
    bench.dropJobs("clip");
    await().atMost(LONG).until(() -> !events().isEmpty());

    RawPeer.Request request = receiver.requests().get(0);
    assertThat(request.line()).isEqualTo("POST %s HTTP/1.1".formatted(PATH));
    assertThat(request.header("Content-Type"))
        .containsExactly("application/cloudevents+json; charset=UTF-8");
    assertThat(request.header("Authorization")).containsExactly("Bearer canary-token");
    assertThat(request.headers())
        .extracting(header -> header.substring(0, header.indexOf(':')))
        .containsExactlyInAnyOrder(
            "Content-Type", "Authorization", "Host", "User-Agent", "Connection", "Content-Length");
    assertThat(request.body()).doesNotContain("canary", TestBench.KEY, home.toString());
    Files.delete(token);
  }

  @Test
  void what_no_one_asks_for_is_not_even_written_down() throws Exception {
    bench = new TestBench(home, gateway.origin()).start();
    bench.dropJobs("clip");
    bench.awaitFiles("done/clip.json");
    bench.ledger().shut(Gate.PAUSE, "so said");

    assertThat(waiting()).isZero();
  }

  @Test
  void a_failure_a_doubt_and_a_gate_are_told_by_default() throws Exception {
    gateway.submitsOfBring(TestBench.image("lost"), Answer.refused(500, "Oops", "no idea"));
    gateway.answersOn(TestBench.image("bad"), Answer.failed("no face"));
    bench(new TestBench(home, gateway.origin()).properties().get("omnihuman.notify.events"));
    bench.start();
    bench.dropJobs("lost", "bad", "good");
    bench.awaitFiles("failed/bad.json", "done/good.json", "working/lost.held.txt");
    bench.ledger().shut(Gate.PAUSE, "so said");
    await().atMost(LONG).until(() -> events().size() == 3);

    assertThat(events())
        .extracting(event -> event.path("type").asText())
        .containsExactlyInAnyOrder(
            "dev.omnihuman.job.failed", "dev.omnihuman.job.in-doubt", "dev.omnihuman.gate.shut");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "500 Internal Server Error",
        "307 Temporary Redirect",
        "410 Gone",
        "401 Unauthorized",
        "422 Unprocessable"
      })
  void what_is_not_taken_is_told_after_a_restart_and_holds_up_no_job(String refusal)
      throws Exception {
    status.set(refusal);
    bench("delivered").start();
    bench.dropJobs("clip");
    bench.awaitFiles("done/clip.json");
    await().atMost(LONG).until(() -> !receiver.requests().isEmpty());
    assertThat(waiting()).isEqualTo(1);
    bench.stop();
    int before = receiver.requests().size();

    status.set("200 OK");
    bench.start();
    await().atMost(LONG).until(() -> waiting() == 0);

    assertThat(receiver.requests()).hasSizeGreaterThan(before);
    assertThat(ids())
        .as("sent again under the same name")
        .containsOnly(bench.job("clip").id() + ":5");
    assertThat(receiver.requests())
        .extracting(RawPeer.Request::body)
        .containsOnly(receiver.requests().get(0).body());
  }

  @Test
  void a_receiver_that_never_answers_holds_up_no_job_and_no_stop() throws Exception {
    receiver = new RawPeer((request, connection) -> receiver.pause(Duration.ofMinutes(5)));
    bench(ALL).start();
    bench.dropJobs("a", "b", "c", "d", "e", "f", "g", "h");

    bench.awaitFiles("done/a.json", "done/h.json");
    bench.stop();

    bench.start();
    await().atMost(LONG).until(() -> waiting() == 24);
  }

  @Test
  void a_receiver_that_is_not_there_is_told_when_it_comes() throws Exception {
    int port;
    port = FreePort.next();
    bench = new TestBench(home, gateway.origin());
    bench
        .with("omnihuman.notify.url", "http://127.0.0.1:%d/".formatted(port))
        .with("omnihuman.notify.events", "delivered")
        .start();
    bench.dropJobs("clip");
    bench.awaitFiles("done/clip.json");
    assertThat(waiting()).isEqualTo(1);

    receiver =
        new RawPeer(port, (request, connection) -> RawPeer.send(connection, "200 OK", "", ""));
    await().atMost(LONG).until(() -> waiting() == 0);
    assertThat(ids()).containsExactly(bench.job("clip").id() + ":5");
  }

  @Test
  void a_batch_waits_for_its_last_notice_and_says_how_it_ended() throws Exception {
    bench("batch,gates").start();
    bench.dropJobs("clip");
    bench.awaitFiles("inbox");
    assertThat(bench.batch()).isZero();

    JsonNode event = events().get(events().size() - 1);
    assertThat(event.path("type").asText()).isEqualTo("dev.omnihuman.batch.done");
    assertThat(event.path("id").asText()).matches("batch-[0-9a-z]{26}:1");
    assertThat(event.at("/data/delivered").asInt()).isEqualTo(1);
    assertThat(event.at("/data/exit_code").asInt()).isZero();
    assertThat(event.at("/data/needs_force").asInt(-1)).isZero();
    assertThat(event.at("/data/stopped_by").isNull()).isTrue();
  }

  @Test
  void a_batch_ends_although_its_notices_are_not_taken() throws Exception {
    status.set("503 Service Unavailable");
    bench("batch").with("omnihuman.notify.drain-wait", "1s").start();

    assertThat(bench.engine().announcements().tellOfBatch("{}")).isEqualTo(1);
  }

  @Test
  void a_token_that_cannot_be_read_ends_the_start() throws Exception {
    bench(ALL).with("omnihuman.notify.token-file", home.resolve("none").toString());

    assertThatThrownBy(bench::start)
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("omnihuman.notify.token-file");
  }

  @Test
  void what_a_killed_program_had_to_tell_is_told_by_the_next_one_and_no_log_tells_a_secret()
      throws Exception {
    status.set("503 Service Unavailable");
    Map<String, String> settings = new HashMap<>(TestBench.hurried(home, gateway.origin()));
    bench("delivered,batch");
    settings.put("omnihuman.http.port", "0");
    settings.put("omnihuman.notify.url", receiver.uri(PATH).toString());
    settings.put("omnihuman.notify.events", "delivered,batch");
    Map<String, String> environment = ProgramRun.environment(settings);
    TestBench.drop(home, "clip.json", TestBench.manifest("clip"));
    try (ProgramRun killed = ProgramRun.start(directory, environment, "run")) {
      killed.await(() -> killed.out().contains("notices are not taken: the receiver answered 503"));
      killed.kill();
      assertThat(killed.out() + killed.err()).doesNotContain("canary");
    }
    String id = ids().get(0);

    status.set("200 OK");
    // Notices of two subjects may go out at once, so what was left goes first, by a batch that is
    // to tell nothing of itself.
    for (String events : List.of("delivered", "delivered,batch")) {
      environment.put("OMNIHUMAN_NOTIFY_EVENTS", events);
      try (ProgramRun batch = ProgramRun.start(directory, environment, "batch")) {
        assertThat(batch.exitCode()).isZero();
        assertThat(batch.out() + batch.err()).doesNotContain("canary", "not taken");
      }
    }

    assertThat(ids().get(ids().size() - 2)).isEqualTo(id);
    assertThat(ids().get(ids().size() - 1)).startsWith("batch-");
  }
}
