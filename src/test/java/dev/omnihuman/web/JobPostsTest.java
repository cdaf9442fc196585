package dev.omnihuman.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.omnihuman.folders.Folders;
import dev.omnihuman.intake.MessageIntake;
import dev.omnihuman.intake.Naming;
import dev.omnihuman.intake.Rejections;
import dev.omnihuman.job.Charged;
import dev.omnihuman.job.FailureReason;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import dev.omnihuman.job.Move;
import dev.omnihuman.job.OutputTemplate;
import dev.omnihuman.job.SubmitOutcome;
import dev.omnihuman.ledger.JobLedger;
import dev.omnihuman.ledger.SqliteLedger;
import dev.omnihuman.testing.JobSteps;
import dev.omnihuman.testing.TestClock;
import dev.omnihuman.testing.TestFolders;
import dev.omnihuman.testing.TestRules;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Jobs by POST, over a real ledger. Each JSON answer is held against the description. */
class JobPostsTest {

  private static final JsonMapper JSON = new JsonMapper();
  private static final String TOKEN = "canary-0123456789abcdef";
  private static final String KEY = "Idempotency-Key";
  private static final String MANIFEST =
      "{\"image_url\": \"https://example.com/a.png\", \"audio_url\": \"https://example.com/a.mp3\"}";
  private static final String FORCED = MANIFEST.replace("}", ", \"force\": true}");

  @TempDir Path home;
  private final TestClock clock = new TestClock();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final AtomicBoolean drained = new AtomicBoolean();
  private JobLedger ledger;
  private JobSteps steps;
  private MessageIntake intake;
  private WebServer web;

  @BeforeEach
  void open() throws IOException {
    Folders folders = TestFolders.in(home);
    ledger = SqliteLedger.open(home, TestRules.withDedupe(clock, Duration.ofDays(7)));
    steps = new JobSteps(ledger, clock);
    intake =
        new MessageIntake(
            new Naming(folders, OutputTemplate.DEFAULT), ledger, new Rejections(folders));
    web =
        WebServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            new Hosts(List.of(), null),
            List.of(new Access(new AccessToken(TOKEN), clock), new JobPosts(intake, drained::get)),
            clock);
  }

  @AfterEach
  void close() {
    web.close();
    intake.close();
    ledger.close();
  }

  private HttpRequest.Builder post(String body) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/api/jobs".formatted(web.port())))
        .timeout(Duration.ofSeconds(30))
        .header("Authorization", "Bearer " + TOKEN)
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString(body));
  }

  private JsonNode answer(HttpRequest.Builder request, int status) throws Exception {
    HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    JsonNode document = JSON.readTree(answer.body());
    OpenApi.read().require("post", "/api/jobs", status, document);
    if (status < 300) {
      assertThat(answer.headers().firstValue("location"))
          .contains("/api/jobs/" + document.path("job").asText());
    }
    return document;
  }

  private long jobs() {
    return ledger.countByState().values().stream().mapToLong(Long::longValue).sum();
  }

  @Test
  void a_manifest_becomes_a_job() throws Exception {
    JsonNode answer = answer(post(MANIFEST), 201);

    assertThat(answer.path("outcome").asText()).isEqualTo("accepted");
    Job job = ledger.find(answer.path("job").asText()).orElseThrow();
    assertThat(job.state()).isEqualTo(JobState.ACCEPTED);
    assertThat(job.manifest().request().imageUrl()).isEqualTo("https://example.com/a.png");
    assertThat(job.manifest().file()).matches("http-[0-9a-f]{16}[.]json");
  }

  @Test
  void a_drained_node_takes_none_and_says_when_to_ask_again() throws Exception {
    drained.set(true);

    HttpResponse<String> answer = client.send(post(MANIFEST).build(), BodyHandlers.ofString());

    assertThat(answer.headers().firstValue("retry-after")).contains("30");
    assertThat(answer(post(MANIFEST), 503).path("words").asText())
        .contains("This node is drained")
        .contains("Nothing was done");
    assertThat(jobs()).isZero();

    drained.set(false);
    answer(post(MANIFEST), 201);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"a key\"", "8e03978e-40d5-43e8-bc93-6894a57f9324"})
  void a_request_that_comes_again_under_its_key_makes_nothing_new(String key) throws Exception {
    JsonNode first = answer(post(FORCED).header(KEY, key), 201);
    JsonNode second = answer(post(FORCED).header(KEY, key), 200);

    assertThat(second.path("outcome").asText()).isEqualTo("known");
    assertThat(second.path("job")).isEqualTo(first.path("job"));
    answer(post(FORCED).header(KEY, "another"), 201);
    answer(post(FORCED), 201);
    assertThat(jobs()).isEqualTo(3);
  }

  @Test
  void a_key_that_came_with_another_job_is_refused() throws Exception {
    answer(post(MANIFEST).header(KEY, "one"), 201);
    answer(post(MANIFEST.replace("a.png", "b.png")).header(KEY, "one"), 422);

    assertThat(jobs()).isEqualTo(1);
  }

  @Test
  void the_same_content_is_a_duplicate_as_in_the_folder() throws Exception {
    JsonNode first = answer(post(MANIFEST).header(KEY, "one"), 201);
    JsonNode second = answer(post(MANIFEST).header(KEY, "two"), 200);

    assertThat(second.path("outcome").asText()).isEqualTo("duplicate");
    assertThat(second.path("job")).isEqualTo(first.path("job"));
  }

  @Test
  void another_try_that_may_be_charged_again_wants_force() throws Exception {
    String id = answer(post(MANIFEST), 201).path("job").asText();
    Job lost = steps.answer(steps.begin(ledger.find(id).orElseThrow()), SubmitOutcome.ANSWER_LOST);
    ledger.move(
        Move.of(
            lost,
            lost.failed(FailureReason.SUBMIT_UNCLEAR, "lost", Charged.UNKNOWN, clock.instant())));

    JsonNode refused = answer(post(MANIFEST).header(KEY, "again"), 409);
    assertThat(refused.path("words").asText()).contains("force", "charged");
    answer(post(MANIFEST).header(KEY, "again"), 409);
    assertThat(answer(post(FORCED).header(KEY, "forced"), 201).path("job").asText())
        .isNotEqualTo(id);
  }

  @Test
  void everything_that_is_wrong_is_told_at_once() throws Exception {
    JsonNode answer = answer(post("{\"image_url\": 7, \"resolution\": \"4k\"}"), 400);

    assertThat(answer.path("problems"))
        .extracting(problem -> problem.path("field").asText())
        .containsExactlyInAnyOrder("image_url", "resolution", "audio_url");
    answer(post("no json"), 400);
    answer(post(""), 400);
    assertThat(jobs()).isZero();
  }

  @Test
  void a_manifest_may_have_256_kib_and_no_more() throws Exception {
    String space = " ".repeat(256 * 1024 - MANIFEST.length());
    answer(post(MANIFEST + space), 201);
    answer(post(MANIFEST + space + " "), 413);
  }

  @Test
  void the_walls_of_the_other_acts_stand_here_too() throws Exception {
    answer(post(MANIFEST).setHeader("Authorization", "Bearer wrong"), 401);
    answer(post(MANIFEST).setHeader("Content-Type", "text/plain"), 415);
    answer(post(MANIFEST).header("Origin", "https://evil.example.com"), 403);
    answer(post(MANIFEST).header(KEY, "x".repeat(256)), 400);
    answer(post(MANIFEST).header(KEY, "one").header(KEY, "two"), 400);

    assertThat(jobs()).isZero();
  }

  @Test
  void many_at_once_become_a_job_each() throws Exception {
    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    for (int n = 0; n < 100; n++) {
      HttpRequest request = post(MANIFEST.replace("a.png", n + ".png")).build();
      answers.add(client.sendAsync(request, BodyHandlers.ofString()));
    }
    for (CompletableFuture<HttpResponse<String>> answer : answers) {
      assertThat(answer.get().statusCode()).isEqualTo(201);
    }
    assertThat(jobs()).isEqualTo(100);
  }
}
