package dev.omnihuman.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.omnihuman.desk.Situation;
import dev.omnihuman.health.Health;
import dev.omnihuman.job.Gate;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import dev.omnihuman.job.Move;
import dev.omnihuman.metrics.Metrics;
import dev.omnihuman.testing.TestClock;
import dev.omnihuman.testing.Together;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the API answers, over real sockets and a real ledger. */
class ApiTest {

  private static final String NOBODY = "01hzzzzzzzzzzzzzzzzzzzzzzz";

  @TempDir Path home;
  private ApiSite site;

  @BeforeEach
  void open() throws IOException {
    site = new ApiSite(home);
  }

  @AfterEach
  void close() {
    site.close();
  }

  private static String seen(Job job, String more) {
    return "{\"state\": \"%s\", \"attempt\": %d%s}"
        .formatted(job.state(), job.progress().attempt(), more);
  }

  @Test
  void every_path_that_is_served_is_described() {
    Vertx vertx = Vertx.vertx();
    try {
      Router router = Router.router(vertx);
      Connections connections = new Connections(new TestClock());
      new Access(null, new TestClock()).serveOn(router, connections);
      site.api.serveOn(router, connections);
      Access access = new Access(null, new TestClock());
      Health health = new Health("test", List.of(), new TestClock());
      new HealthEndpoint(access, health, health).serveOn(router, connections);
      new MetricsEndpoint(new Metrics(new TestClock())).serveOn(router, connections);
      Set<String> served =
          router.getRoutes().stream()
              .map(Route::getPath)
              .filter(Objects::nonNull)
              .filter(path -> !path.equals("/api/"))
              .map(path -> path.replaceAll(":(\\w+)", "{$1}"))
              .collect(Collectors.toCollection(TreeSet::new));

      assertThat(served).isNotEmpty();
      assertThat(OpenApi.read().paths()).containsAll(served);
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().join();
    }
  }

  /** Each of them is refused so whatever it does; what it answers itself its own tests judge. */
  @Test
  void every_refusal_that_any_request_can_meet_is_described() {
    JsonNode paths = OpenApi.read().document().path("paths");
    for (Map.Entry<String, JsonNode> path : paths.properties()) {
      if (path.getValue().has("get")) {
        assertThat(path.getValue().has("head")).as("HEAD %s", path.getKey()).isTrue();
      }
      for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
        Set<String> wanted = new TreeSet<>(Set.of("400", "405", "421"));
        if (path.getKey().startsWith("/api/")) {
          wanted.add("403");
        }
        if (operation.getKey().equals("post")) {
          wanted.addAll(Set.of("408", "413", "415"));
        }
        assertThat(operation.getValue().path("responses").properties())
            .extracting(Map.Entry::getKey)
            .as("%s %s", operation.getKey(), path.getKey())
            .containsAll(wanted);
      }
    }
  }

  @Test
  void the_description_itself_is_served_as_it_ships() throws Exception {
    HttpResponse<String> answer = site.send(site.request("/api/openapi.json").build());

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body())
        .isEqualTo(Files.readString(Path.of("config/openapi.json"), StandardCharsets.UTF_8));
  }

  @Test
  void the_overview_tells_of_the_whole() throws Exception {
    Job doubt = Situation.IN_DOUBT.of(site.jobs, "doubt");
    Situation.FAILED_AND_PAID.of(site.jobs, "failed");
    site.jobs.ledger().shut(Gate.PAUSE, "lunch");
    site.jobs.ledger().shut(Gate.RATE, "429");

    JsonNode overview = site.get("/api/overview");

    assertThat(overview.path("version").textValue()).isEqualTo("1.2.3");
    assertThat(overview.path("simulated").booleanValue()).isTrue();
    assertThat(overview.at("/counts/IN_DOUBT").intValue()).isEqualTo(1);
    assertThat(overview.at("/counts/READY").intValue()).isZero();
    assertThat(overview.path("states")).hasSize(JobState.values().length);
    assertThat(overview.path("attention").findValuesAsText("kind"))
        .containsExactly("gate", "gate", "in_doubt", "failed");
    assertThat(overview.at("/attention/0/words").textValue()).contains("PAUSE", "lunch");
    assertThat(overview.at("/charged/last_hour").intValue()).isEqualTo(1);
    assertThat(overview.at("/charged/unclear_last_day").intValue()).isEqualTo(1);
    assertThat(overview.at("/oldest_open/id").textValue()).isEqualTo(doubt.id());
    assertThat(overview.path("callbacks").textValue()).isEqualTo("off");

    site.jobs.ledger().open(Gate.PAUSE);
    assertThat(site.get("/api/overview").path("revision").longValue())
        .isGreaterThan(overview.path("revision").longValue());
  }

  @Test
  void an_overview_of_nothing_is_whole() throws Exception {
    JsonNode overview = site.get("/api/overview");

    assertThat(overview.path("oldest_open").isNull()).isTrue();
    assertThat(overview.path("attention")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void a_job_is_told_in_every_situation(Situation situation) throws Exception {
    Job job = situation.of(site.jobs, "clip");

    JsonNode whole = site.get("/api/jobs/" + job.id());

    assertThat(whole.at("/job/state").textValue()).isEqualTo(job.state().name());
    JsonNode last = whole.path("timeline").get(whole.path("timeline").size() - 1);
    assertThat(last.path("state").textValue()).isEqualTo(job.state().name());
    assertThat(last.path("until").isNull()).isTrue();
    assertThat(site.get("/api/jobs").at("/jobs/0")).isEqualTo(whole.path("job"));
  }

  @Test
  void a_job_at_the_gateway_tells_how_far_it_may_be_once_others_have_shown_it() throws Exception {
    Job first = site.jobs.submitted("first");
    assertThat(site.get("/api/jobs/" + first.id()).path("progress").isNull()).isTrue();
    site.jobs
        .ledger()
        .move(
            Move.of(first, first.ready("COMPLETED", List.of("https://x/1"), site.jobs.now()))
                .showing(Duration.ofSeconds(60)));
    Job second = site.jobs.submitted("second");

    JsonNode progress = site.get("/api/jobs/" + second.id()).path("progress");

    assertThat(progress.path("started_at").textValue()).isEqualTo(site.jobs.now().toString());
    assertThat(progress.path("expected_at").textValue())
        .isEqualTo(site.jobs.now().plusSeconds(60).toString());
  }

  @Test
  void jobs_are_listed_by_state_and_page() throws Exception {
    Job a = site.jobs.submitted("a");
    Job b = Situation.IN_DOUBT.of(site.jobs, "b");
    Job c = site.jobs.submitted("c");

    JsonNode page = site.get("/api/jobs?limit=2");
    assertThat(page.path("jobs").findValuesAsText("id")).containsExactly(c.id(), b.id());
    assertThat(page.path("before").textValue()).isEqualTo(b.id());
    JsonNode rest = site.get("/api/jobs?limit=2&before=" + b.id());
    assertThat(rest.path("jobs").findValuesAsText("id")).containsExactly(a.id());
    assertThat(rest.path("before").isNull()).isTrue();
    assertThat(site.get("/api/jobs?state=IN_DOUBT,READY").path("jobs").findValuesAsText("id"))
        .containsExactly(b.id());
    assertThat(site.get("/api/jobs?q=REQ-a").path("jobs")).isEmpty();
    assertThat(site.get("/api/jobs?q=req-a").path("jobs").findValuesAsText("id"))
        .containsExactly(a.id());
    assertThat(site.get("/api/jobs?q=%25").path("jobs")).isEmpty();
    assertThat(site.get("/api/jobs?q=%27%3B%20DROP%20TABLE%20job%3B--").path("jobs")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "limit=0, limit",
    "limit=501, limit",
    "limit=ten, limit",
    "limit=-1, limit",
    "limit=99999999999999999999, limit",
    "limit=, limit",
    "state=LOST, state",
    "'state=', state",
    "state=failed, state",
    "before=1, before",
    "before=01HZZZZZZZZZZZZZZZZZZZZZZZ, before",
    "stat=FAILED, known",
    "limit=1&limit=2, limit"
  })
  void a_bad_parameter_is_refused_by_its_name(String query, String word) throws Exception {
    JsonNode error = site.get("/api/jobs?" + query, 400);

    assertThat(error.path("words").textValue()).containsIgnoringCase(word);
  }

  @Test
  void a_long_search_is_refused_and_one_in_broken_bytes_finds_nothing() throws Exception {
    assertThat(site.get("/api/jobs?q=" + "x".repeat(201), 400).path("words").textValue())
        .contains("201", "200");
    assertThat(site.get("/api/jobs?q=" + "x".repeat(200)).path("jobs")).isEmpty();
    assertThat(site.get("/api/jobs?q=%ff%fe%00").path("jobs")).isEmpty();
    assertThat(raw("GET /api/jobs?q=%zz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 400 ");
    assertThat(
            raw(
                "GET /api/jobs?q=%s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                    .formatted("x".repeat(3000))))
        .contains(" 400 ");
  }

  @ParameterizedTest
  @ValueSource(strings = {NOBODY, "1", "...", "01HZZZZZZZZZZZZZZZZZZZZZZZ", "' OR '1'='1"})
  void an_unknown_job_is_not_found(String id) throws Exception {
    String path = "/api/jobs/" + id.replace(" ", "%20").replace("'", "%27");

    assertThat(
            raw("GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".formatted(path)))
        .startsWith("HTTP/1.1 404 ");
  }

  @Test
  void charts_have_all_their_steps() throws Exception {
    site.jobs.submitted("a");

    assertThat(site.get("/api/charts?span=hour").path("buckets")).hasSize(60);
    assertThat(site.get("/api/charts?span=week").path("buckets")).hasSize(84);
    JsonNode day = site.get("/api/charts");
    assertThat(day.path("span").textValue()).isEqualTo("day");
    assertThat(day.at("/buckets/95/accepted").intValue()).isEqualTo(1);
    site.get("/api/charts?span=year", 400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/api/overview", "/api/jobs", "/api/charts", "/api/changes", "/api/openapi.json"})
  void what_is_looked_at_takes_head_and_no_other_method(String path) throws Exception {
    HttpResponse<String> head =
        site.send(site.request(path).method("HEAD", BodyPublishers.noBody()).build());
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();

    HttpResponse<String> delete =
        site.send(
            site.request(path)
                .header("Origin", "http://127.0.0.1:" + site.web.port())
                .DELETE()
                .build());
    assertThat(delete.statusCode()).isEqualTo(405);
    assertThat(delete.headers().firstValue("allow")).contains("GET, HEAD");
  }

  @Test
  void acts_take_posts_alone() throws Exception {
    HttpResponse<String> get = site.send(site.request("/api/pause").build());

    assertThat(get.statusCode()).isEqualTo(405);
    assertThat(get.headers().firstValue("allow")).contains("POST");
  }

  @Test
  void a_failed_job_is_asked_about_again_as_it_was_offered() throws Exception {
    Job job = Situation.FAILED_AND_PAID.of(site.jobs, "clip");
    JsonNode acts = site.get("/api/jobs/" + job.id()).path("acts");
    assertThat(acts.findValuesAsText("label"))
        .containsExactly("Ask the gateway again", "Submit anew");
    assertThat(acts.at("/0/costs").textValue()).isEqualTo("free");
    assertThat(acts.at("/1/yes").booleanValue()).isTrue();
    assertThat(acts.at("/1/resubmit").booleanValue()).isTrue();

    String path = "/api/jobs/" + job.id() + "/retry";
    assertThat(acts.findValuesAsText("expects")).containsExactly("ask", "submit");
    String seen = seen(job, ", \"expects\": \"ask\"");
    assertThat(site.post(path, seen, 200).path("words").textValue()).contains("SUBMITTED", "free");
    assertThat(site.jobs.stored(job).state()).isEqualTo(JobState.SUBMITTED);
    assertThat(site.post(path, seen, 409).path("words").textValue())
        .as("it is not as it was seen any more")
        .contains("was FAILED and is SUBMITTED");
  }

  @Test
  void what_costs_money_wants_a_yes() throws Exception {
    Job job = Situation.FAILED_AND_PAID.of(site.jobs, "clip");
    String path = "/api/jobs/" + job.id() + "/retry";

    String anew = ", \"resubmit\": true, \"expects\": \"submit\"";
    assertThat(site.post(path, seen(job, anew), 409).path("error").textValue())
        .isEqualTo("refused");
    assertThat(site.jobs.stored(job).state()).isEqualTo(JobState.FAILED);
    site.post(path, seen(job, anew + ", \"yes\": true"), 200);
    assertThat(site.jobs.stored(job).state()).isEqualTo(JobState.ACCEPTED);
  }

  @Test
  void a_free_retry_never_becomes_a_paid_one() throws Exception {
    Job job = Situation.REFUSED.of(site.jobs, "clip");
    String path = "/api/jobs/" + job.id() + "/retry";
    JsonNode offered = site.get("/api/jobs/" + job.id()).at("/acts/0");
    assertThat(offered.path("costs").textValue()).isEqualTo("its price");
    assertThat(offered.path("expects").textValue()).isEqualTo("submit");
    assertThat(offered.path("yes").booleanValue()).isTrue();
    assertThat(offered.path("confirm").textValue()).containsIgnoringCase("a new submit is charged");

    assertThat(site.post(path, seen(job, ""), 400).path("words").textValue()).contains("expects");
    site.post(path, seen(job, ", \"expects\": \"money\""), 400);
    assertThat(
            site.post(path, seen(job, ", \"expects\": \"ask\", \"yes\": true"), 409)
                .path("words")
                .textValue())
        .contains("not what was offered", "a new submit is charged");
    site.post(path, seen(job, ", \"expects\": \"submit\""), 409);
    assertThat(site.jobs.stored(job)).isEqualTo(job);

    site.post(path, seen(job, ", \"expects\": \"submit\", \"yes\": true"), 200);
    assertThat(site.jobs.stored(job).state()).isEqualTo(JobState.ACCEPTED);
  }

  @Test
  void of_an_act_that_takes_long_nobody_says_that_it_was_not_done() throws Exception {
    List<Job> both = List.of(site.jobs.accepted("clip"), site.jobs.accepted("other"));
    List<HttpResponse<String>> answers;
    try (Connection busy = DriverManager.getConnection("jdbc:sqlite:" + home.resolve("ledger.db"));
        Statement statement = busy.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");
      answers =
          Together.run(
              both.stream()
                  .<Callable<HttpResponse<String>>>map(job -> () -> site.send(abandon(job)))
                  .toList());
      statement.execute("ROLLBACK");
    }

    int begun = answers.get(0).statusCode() == 504 ? 0 : 1;
    assertThat(answers.get(begun).statusCode()).isEqualTo(504);
    assertThat(answers.get(begun).body()).contains("unknown").contains("Look at the job");
    assertThat(answers.get(1 - begun).statusCode()).isEqualTo(503);
    assertThat(answers.get(1 - begun).body()).contains("Nothing was done");
    await()
        .untilAsserted(
            () ->
                assertThat(site.jobs.stored(both.get(begun)).state())
                    .isEqualTo(JobState.ABANDONED));
    assertThat(site.jobs.stored(both.get(1 - begun))).isEqualTo(both.get(1 - begun));
  }

  private HttpRequest abandon(Job job) {
    return site.request("/api/jobs/" + job.id() + "/abandon")
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString(seen(job, "")))
        .build();
  }

  @Test
  void a_doubt_is_resolved_by_a_request_id() throws Exception {
    Job job = Situation.IN_DOUBT.of(site.jobs, "clip");
    String path = "/api/jobs/" + job.id() + "/resolve";

    site.post(path, seen(job, ""), 400);
    site.post(path, seen(job, ", \"request_id\": \"r\", \"resubmit\": true"), 400);
    site.post(path, seen(job, ", \"request_id\": 7"), 400);
    assertThat(
            site.post(path, seen(job, ", \"request_id\": \"../x\""), 409).path("words").textValue())
        .contains("cannot be a request id");
    site.post(path, seen(job, ", \"request_id\": \"req-found\", \"resubmit\": false"), 200);
    assertThat(site.jobs.stored(job).requestId()).isEqualTo("req-found");
  }

  @Test
  void a_doubt_is_resolved_by_a_new_submit_at_the_persons_risk() throws Exception {
    Job job = Situation.IN_DOUBT.of(site.jobs, "clip");
    String path = "/api/jobs/" + job.id() + "/resolve";

    site.post(path, seen(job, ", \"resubmit\": true"), 409);
    site.post(path, seen(job, ", \"resubmit\": true, \"yes\": true"), 200);
    assertThat(site.jobs.stored(job).state()).isEqualTo(JobState.ACCEPTED);
  }

  @Test
  void a_job_is_given_up() throws Exception {
    Job job = site.jobs.accepted("clip");

    site.post("/api/jobs/" + job.id() + "/abandon", seen(job, ""), 200);

    assertThat(site.jobs.stored(job).state()).isEqualTo(JobState.ABANDONED);
  }

  @Test
  void submits_are_paused_and_resumed() throws Exception {
    assertThat(site.post("/api/pause", "{\"words\": \"lunch\"}", 200).path("words").textValue())
        .contains("paused");
    assertThat(site.get("/api/overview").at("/gates/0/cause").textValue()).contains("lunch");
    site.post("/api/resume", "{}", 200);
    assertThat(site.get("/api/overview").path("gates")).isEmpty();
    site.post("/api/pause", "{\"words\": \"%s\"}".formatted("x".repeat(201)), 400);
    assertThat(site.jobs.ledger().closedGates()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"state\": \"FAILED\", \"attempt\": 1, \"force\": true} | force",
        "{\"state\": \"FAILED\", \"attempt\": 1} | expects",
        "{\"state\": \"FAILED\", \"attempt\": 1, \"expects\": true} | expects",
        "{\"state\": \"FAILED\", \"attempt\": 1, \"request_id\": \"x\"} | request_id",
        "{\"state\": \"FAILED\", \"attempt\": 1, \"<img onerror=x>\": 1} | img",
        "{\"state\": \"BROKEN\", \"attempt\": 1} | state",
        "{\"attempt\": 1} | state",
        "{\"state\": \"FAILED\"} | attempt",
        "{\"state\": \"FAILED\", \"attempt\": \"1\"} | attempt",
        "{\"state\": \"FAILED\", \"attempt\": 1.5} | attempt",
        "{\"state\": \"FAILED\", \"attempt\": -1} | attempt",
        "{\"state\": \"FAILED\", \"attempt\": 1, \"yes\": \"true\"} | yes",
        "{\"state\": \"FAILED\", \"attempt\": 1, \"attempt\": 2} | JSON",
        "{\"state\": \"FAILED\", \"attempt\": 1} {} | JSON",
        "{\"state\": | JSON",
        "[] | object",
        "7 | object"
      })
  void a_bad_body_is_refused_by_the_field(String body, String word) throws Exception {
    Job job = Situation.FAILED_AND_PAID.of(site.jobs, "clip");

    JsonNode error = site.post("/api/jobs/" + job.id() + "/retry", body, 400);

    assertThat(error.path("words").textValue()).contains(word).doesNotContain("<");
    assertThat(site.jobs.stored(job)).isEqualTo(job);
  }

  @Test
  void a_body_that_is_too_large_or_no_json_is_refused_unread() throws Exception {
    String large = "{\"words\": \"%s\"}".formatted("x".repeat(65 * 1024));
    site.post("/api/pause", large, 413);
    HttpResponse<String> form =
        site.send(
            site.request("/api/pause")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("words=x"))
                .build());
    assertThat(form.statusCode()).isEqualTo(415);
    assertThat(site.jobs.ledger().closedGates()).isEmpty();
  }

  @Test
  void an_act_on_nobody_is_not_found() throws Exception {
    site.post(
        "/api/jobs/%s/retry".formatted(NOBODY),
        "{\"state\": \"FAILED\", \"attempt\": 1, \"expects\": \"ask\"}",
        404);
    site.post("/api/jobs/x/abandon", "{\"state\": \"FAILED\", \"attempt\": 1}", 404);
  }

  private String raw(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), site.web.port())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      InputStream answer = socket.getInputStream();
      return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
