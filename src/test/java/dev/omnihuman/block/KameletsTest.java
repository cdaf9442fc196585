package dev.omnihuman.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.omnihuman.job.Charged;
import dev.omnihuman.job.FailureReason;
import dev.omnihuman.testing.Answer;
import dev.omnihuman.testing.FakeGateway;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Our kamelets in an application that knows nothing of us but its class path. */
class KameletsTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SINK = "omnihuman-sink";
  private static final String ACTION = "omnihuman-generate-action";

  @TempDir Path folder;

  private final FakeGateway gateway = new FakeGateway();

  @AfterEach
  void stop() {
    gateway.close();
  }

  private HostApplication host() throws Exception {
    return new HostApplication(folder, gateway.origin());
  }

  private static String job(String picture) {
    return """
        {"image_url": "%s", "audio_url": "https://example.com/a.mp3"}
        """
        .formatted(image(picture));
  }

  private static String image(String picture) {
    return "https://example.com/%s.png".formatted(picture);
  }

  private static JsonNode body(Exchange exchange) throws Exception {
    return JSON.readTree(exchange.getMessage().getBody(String.class));
  }

  private static String header(Exchange exchange, String name) {
    return exchange.getMessage().getHeader(name, String.class);
  }

  private static String get(CompletableFuture<Exchange> exchange, String header) throws Exception {
    return header(exchange.get(60, TimeUnit.SECONDS), header);
  }

  @Test
  void the_action_returns_the_video_of_its_job() throws Exception {
    try (HostApplication host = host().routeTo("make", ACTION).start()) {
      Exchange exchange = host.send("make", job("a"), "order-1");

      assertThat(exchange.getException()).isNull();
      Path video = Path.of(header(exchange, "omnihuman-file"));
      assertThat(video).isEqualTo(host.home().resolve("outbox/order-1.mp4"));
      assertThat(video).hasBinaryContent(FakeGateway.video("480p.mp4"));
      JsonNode result = body(exchange);
      assertThat(result.path("job").asText()).isEqualTo(header(exchange, "omnihuman-job"));
      assertThat(result.path("state").asText()).isEqualTo("DELIVERED");
      assertThat(result.path("files").get(0).asText()).isEqualTo(video.toString());
      assertThat(result.path("request_id").asText()).isIn(gateway.requestIds());
      assertThat(result.path("seconds").decimalValue()).isPositive();
      assertThat(result.path("sha256").get(0).asText())
          .isEqualTo(
              HexFormat.of()
                  .formatHex(
                      MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(video))));
      assertThat(exchange.getVariables()).isEmpty();
    }
  }

  @Test
  void a_second_message_with_the_same_key_gets_the_same_result_and_pays_nothing() throws Exception {
    try (HostApplication host = host().routeTo("make", ACTION).start()) {
      CompletableFuture<Exchange> first = host.sendAsync("make", forced("a"), "order-1");
      CompletableFuture<Exchange> second = host.sendAsync("make", forced("a"), "order-1");
      String job = get(first, "omnihuman-job");

      assertThat(get(second, "omnihuman-job")).isEqualTo(job);
      assertThat(header(host.send("make", forced("a"), "order-1"), "omnihuman-job")).isEqualTo(job);
      assertThat(gateway.submits()).hasSize(1);
    }
  }

  private static Map<String, Object> forced(String picture) {
    return Map.of(
        "image_url", image(picture), "audio_url", "https://example.com/a.mp3", "force", true);
  }

  @Test
  void a_key_that_comes_with_another_content_is_refused() throws Exception {
    try (HostApplication host = host().routeTo("accept", SINK).start()) {
      host.send("accept", job("a"), "order-1");

      assertThat(host.send("accept", job("b"), "order-1").getException())
          .isInstanceOf(JobRefusedException.class)
          .hasMessageContaining("order-1");
    }
  }

  @Test
  void the_sink_is_done_when_the_ledger_has_the_job() throws Exception {
    gateway.answers(Answer.processing());
    try (HostApplication host = host().routeTo("accept", SINK).start()) {
      Exchange exchange = host.send("accept", job("a"), "order-1");

      assertThat(exchange.getException()).isNull();
      assertThat(header(exchange, "omnihuman-acceptance")).isEqualTo("new");
      assertThat(header(exchange, "omnihuman-job")).isNotBlank();
      assertThat(header(exchange, "omnihuman-file"))
          .as("what another call left there is no answer of this one")
          .isNull();
      assertThat(exchange.getMessage().getBody(String.class)).isEqualTo(job("a"));
      assertThat(exchange.getVariables()).isEmpty();
      assertThat(header(host.send("accept", job("a"), "order-1"), "omnihuman-acceptance"))
          .isEqualTo("seen");
      assertThat(header(host.send("accept", job("a"), "order-2"), "omnihuman-acceptance"))
          .isEqualTo("duplicate");
    }
  }

  @Test
  void a_job_may_come_as_text_bytes_a_stream_a_file_or_a_map() throws Exception {
    Path file = Files.writeString(folder.resolve("job.json"), job("file"));
    List<Object> bodies =
        List.of(
            job("text"),
            job("bytes").getBytes(StandardCharsets.UTF_8),
            new ByteArrayInputStream(job("stream").getBytes(StandardCharsets.UTF_8)),
            file.toFile(),
            Map.of("image_url", image("map"), "audio_url", "https://example.com/a.mp3"));
    try (HostApplication host = host().routeTo("accept", SINK).start()) {
      for (Object body : bodies) {
        Exchange exchange = host.send("accept", body, null);
        assertThat(exchange.getException()).isNull();
        assertThat(header(exchange, "omnihuman-acceptance")).isEqualTo("new");
      }
      await().until(() -> gateway.submits().size() == bodies.size());

      assertThat(gateway.submits())
          .extracting(FakeGateway::image)
          .containsExactlyInAnyOrder(
              image("text"), image("bytes"), image("stream"), image("file"), image("map"));
    }
  }

  @Test
  void a_message_that_can_be_no_job_fails_with_all_that_is_wrong_with_it() throws Exception {
    try (HostApplication host = host().routeTo("accept", SINK).routeTo("make", ACTION).start()) {
      String bad = "{\"image_url\": \"ftp://example.com/a.png\", \"resolution\": \"4k\"}";
      for (String route : List.of("accept", "make")) {
        assertThat(host.send(route, bad, "order-1").getException())
            .isInstanceOfSatisfying(
                InvalidJobException.class,
                invalid ->
                    assertThat(invalid.problems())
                        .hasSize(3)
                        .anyMatch(problem -> problem.contains("\"image_url\""))
                        .anyMatch(problem -> problem.contains("\"audio_url\": found nothing"))
                        .anyMatch(problem -> problem.contains("480p, 720p, 1080p")));
      }
      assertThat(host.send("accept", null, null).getException())
          .isInstanceOf(InvalidJobException.class)
          .hasMessageContaining("found nothing");
      assertThat(host.send("accept", 42, null).getException())
          .isInstanceOf(InvalidJobException.class)
          .hasMessageContaining("java.lang.Integer");
      assertThat(host.send("accept", job("a"), "x".repeat(201)).getException())
          .isInstanceOf(InvalidJobException.class)
          .hasMessageContaining("omnihuman-key: found 201 characters");
      assertThat(header(host.send("accept", job("a"), "order-1"), "omnihuman-acceptance"))
          .as("a key that came with what was no job is free")
          .isEqualTo("new");
    }
  }

  @Test
  void a_job_that_fails_fails_its_exchange_with_reason_and_what_was_charged() throws Exception {
    gateway.answers(Answer.failed("The face cannot be found."));
    try (HostApplication host = host().routeTo("make", ACTION).start()) {
      assertThat(host.send("make", job("a"), "order-1").getException())
          .isInstanceOfSatisfying(
              JobFailedException.class,
              failed -> {
                assertThat(failed.reason()).isEqualTo(FailureReason.REMOTE_FAILED);
                assertThat(failed.charged()).isEqualTo(Charged.YES);
                assertThat(failed)
                    .hasMessageContainingAll("charged: yes", "The face cannot be found.");
              });
      assertThat(host.send("make", job("a"), "order-1").getException())
          .as("the same message again")
          .isInstanceOf(JobFailedException.class);
    }
  }

  @Test
  void a_wait_ends_after_its_timeout_and_the_job_goes_on() throws Exception {
    gateway.answers(Answer.processing());
    try (HostApplication host =
        host().routeTo("make", ACTION, "resultTimeout", "300ms").routeTo("wait", ACTION).start()) {
      assertThat(host.send("make", job("a"), "order-1").getException())
          .isInstanceOf(JobPendingException.class)
          .hasMessageContainingAll("goes on", "omnihuman-key");
      gateway.finishesAll();

      assertThat(host.send("wait", job("a"), "order-1").getException()).isNull();
      assertThat(gateway.submits()).hasSize(1);
    }
  }

  @Test
  void a_host_that_stops_waits_for_no_video_and_gets_it_after_its_restart() throws Exception {
    gateway.answers(Answer.processing());
    try (HostApplication host = host().routeTo("make", ACTION).start()) {
      CompletableFuture<Exchange> waiting = host.sendAsync("make", job("a"), "order-1");
      await().until(() -> gateway.requestsLookedAt() == 1);
      host.stop();

      assertThat(waiting.get(10, TimeUnit.SECONDS).getException())
          .isInstanceOf(JobPendingException.class)
          .hasMessageContaining("the application stops");
      gateway.finishesAll();
      host.start();

      assertThat(header(host.send("make", job("a"), "order-1"), "omnihuman-file")).isNotNull();
      assertThat(gateway.submits()).hasSize(1);
    }
  }

  @Test
  void many_waits_hold_no_threads() throws Exception {
    gateway.answers(Answer.processing());
    try (HostApplication host = host().routeTo("make", ACTION).start()) {
      int many = 100;
      List<CompletableFuture<Exchange>> waiting =
          IntStream.range(0, many)
              .mapToObj(n -> host.sendAsync("make", job("many-" + n), "order-" + n))
              .toList();
      // Each has come so far although none has ended; the host's threads are far fewer.
      await().atMost(60, TimeUnit.SECONDS).until(() -> gateway.submits().size() == many);
      gateway.finishesAll();

      Set<String> jobs = new HashSet<>();
      for (CompletableFuture<Exchange> each : waiting) {
        jobs.add(get(each, "omnihuman-job"));
      }
      assertThat(jobs).hasSize(many).doesNotContainNull();
    }
  }

  @Test
  void the_source_brings_each_finished_video_once_also_after_a_restart() throws Exception {
    try (HostApplication host =
        host().routeTo("accept", SINK).routeFromSource("delay", "50").start()) {
      host.send("accept", job("a"), "one");
      host.send("accept", job("b"), "two");
      List<Exchange> received = host.awaitReceived(2);

      assertThat(received)
          .extracting(exchange -> header(exchange, "omnihuman-file"))
          .containsExactlyInAnyOrder(
              host.home().resolve("outbox/one.mp4").toString(),
              host.home().resolve("outbox/two.mp4").toString());
      assertThat(body(received.get(0)).path("state").asText()).isEqualTo("DELIVERED");
      host.stop();
      host.start();
      host.send("accept", job("c"), "three");

      assertThat(host.awaitReceived(3)).hasSize(3);
      assertThat(header(host.received().get(2), "omnihuman-file")).endsWith("three.mp4");
    }
  }

  @Test
  void what_the_host_did_not_take_comes_again_and_holds_up_nobody() throws Exception {
    try (HostApplication host =
        host().routeTo("accept", SINK).routeFromSource("delay", "50").refuses(1).start()) {
      host.send("accept", job("a"), "one");
      host.send("accept", job("b"), "two");

      assertThat(host.awaitReceived(2))
          .extracting(exchange -> header(exchange, "omnihuman-job"))
          .doesNotHaveDuplicates();
    }
  }

  @Test
  void what_was_refused_before_a_restart_comes_after_it() throws Exception {
    try (HostApplication host =
        host().routeTo("accept", SINK).routeTo("make", ACTION).routeFromSource("delay", "50")) {
      host.refuses(1_000_000).start();
      host.send("make", job("a"), "one");
      host.stop();
      host.refuses(0).start();

      assertThat(host.awaitReceived(1)).hasSize(1);
    }
  }

  @Test
  void a_source_that_wants_them_gets_jobs_that_failed_too() throws Exception {
    gateway.answersOn(image("a"), Answer.failed("No face."));
    try (HostApplication host =
        host().routeTo("accept", SINK).routeFromSource("delay", "50", "outcomes", "all").start()) {
      host.send("accept", job("a"), "one");

      JsonNode failed = body(host.awaitReceived(1).get(0));
      assertThat(failed.path("state").asText()).isEqualTo("FAILED");
      assertThat(failed.path("reason").asText()).isEqualTo("REMOTE_FAILED");
      assertThat(failed.path("charged").asText()).isEqualTo("yes");
      assertThat(failed.path("files")).isEmpty();
      assertThat(header(host.received().get(0), "omnihuman-state")).isEqualTo("FAILED");
    }
  }

  @Test
  void host_and_engine_share_no_context_no_routes_and_no_settings() throws Exception {
    try (HostApplication host = host().routeTo("make", ACTION).start()) {
      assertThat(host.send("make", job("a"), null).getException())
          .as("submit path and timeouts of the host are not the engine's")
          .isNull();
      assertThat(host.context().getName()).isEqualTo("host");
      assertThat(host.context().getRoutes())
          .extracting(Route::getRouteId)
          .hasSize(2)
          .noneMatch(id -> id.equals("submit-jobs"));
      assertThat(host.context().getRegistry().lookupByName("submission")).isNull();
    }
  }

  @Test
  void two_homes_in_one_application_are_two_engines() throws Exception {
    Path other = folder.resolve("other");
    try (HostApplication host =
        host().routeTo("make", ACTION).routeTo("make-too", ACTION, "home", other + "").start()) {
      String first = header(host.send("make", job("a"), "order-1"), "omnihuman-file");
      String second = header(host.send("make-too", job("a"), "order-1"), "omnihuman-file");

      assertThat(first).startsWith(host.home().toString());
      assertThat(second).startsWith(other.toString());
      assertThat(gateway.submits()).hasSize(2);
    }
  }

  @Test
  void two_sources_get_each_video_if_their_names_differ_and_do_not_start_if_not() throws Exception {
    try (HostApplication same =
        host().routeFromSource("delay", "50").routeFromSource("delay", "60")) {
      assertThatThrownBy(same::start)
          .hasStackTraceContaining("two sources over the home")
          .hasStackTraceContaining("are called source");
    }
    try (HostApplication host =
        host()
            .routeTo("accept", SINK)
            .routeFromSource("delay", "50", "name", "one")
            .routeFromSource("delay", "50", "name", "two")
            .start()) {
      host.send("accept", job("a"), null);

      assertThat(host.awaitReceived(2))
          .extracting(exchange -> header(exchange, "omnihuman-job"))
          .hasSize(2)
          .containsOnly(header(host.received().get(0), "omnihuman-job"));
    }
  }

  @Test
  void a_home_that_is_in_use_ends_the_start_of_the_host() throws Exception {
    try (HostApplication first = host().routeTo("make", ACTION).start();
        HostApplication second = host().routeTo("make", ACTION)) {
      assertThatThrownBy(second::start)
          .hasStackTraceContaining("the home %s is in use by process".formatted(first.home()));
      assertThat(first.send("make", job("a"), null).getException()).isNull();
    }
  }

  @Test
  void a_host_that_fails_to_start_leaves_no_engine_behind() throws Exception {
    try (HostApplication broken = host().routeTo("make", ACTION).route(NO_SUCH_FOLDER)) {
      assertThatThrownBy(broken::start).hasStackTraceContaining("does not exist");
    }
    try (HostApplication sound = host().routeTo("make", ACTION).start()) {
      assertThat(sound.send("make", job("a"), null).getException()).isNull();
    }
  }

  /** Fails when its consumer starts, which is after the engine has started. */
  private static final String NO_SUCH_FOLDER =
      """
      - route:
          id: read
          from:
            uri: file:/no-such-folder
            parameters:
              autoCreate: false
              startingDirectoryMustExist: true
            steps:
              - log:
                  message: never
      """;

  @Test
  void kamelets_over_one_home_must_agree() throws Exception {
    try (HostApplication host =
        host()
            .routeTo("accept", SINK)
            .routeTo("make", ACTION, "baseUrl", "https://other.example.com")) {
      assertThatThrownBy(host::start)
          .hasStackTraceContaining("baseUrl: two kamelets over the home")
          .hasStackTraceContaining("https://other.example.com");
    }
  }

  @Test
  void a_wrong_setting_ends_the_start_and_says_what_is_allowed() throws Exception {
    try (HostApplication host = host().routeTo("make", ACTION, "resultTimeout", "soon")) {
      assertThatThrownBy(host::start)
          .hasStackTraceContaining("resultTimeout: found \"soon\", allowed: a duration above 0");
    }
    try (HostApplication host =
        host().with("omnihuman.poll.interval", "often").routeTo("make", ACTION)) {
      assertThatThrownBy(host::start).hasStackTraceContaining("omnihuman.poll.interval");
    }
  }

  @Test
  void a_log_that_would_hold_the_key_ends_the_start() throws Exception {
    Logger headers = (Logger) LoggerFactory.getLogger("org.apache.hc.client5.http.headers");
    headers.setLevel(Level.DEBUG);
    try (HostApplication host = host().routeTo("make", ACTION)) {
      assertThatThrownBy(host::start)
          .hasStackTraceContaining("logger org.apache.hc.client5.http.headers: found DEBUG");
    } finally {
      headers.setLevel(null);
    }
  }
}
