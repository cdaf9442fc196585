package dev.omnihuman.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.omnihuman.job.Gate;
import dev.omnihuman.testing.Answer;
import dev.omnihuman.testing.Callbacks;
import dev.omnihuman.testing.Exposition;
import dev.omnihuman.testing.FakeGateway;
import dev.omnihuman.testing.FreePort;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The numbers and the health of a real engine, as a monitoring system asks for them. */
class MetricsTest {

  private static final String TOKEN = "a-token-of-24-characters";

  private final FakeGateway gateway = new FakeGateway();
  private final HttpClient http = HttpClient.newHttpClient();

  @TempDir Path home;
  private int port;
  private TestBench bench;

  @BeforeEach
  void prepare() throws IOException {
    port = FreePort.next();
    bench = new TestBench(home, gateway.origin()).with("omnihuman.http.port", String.valueOf(port));
  }

  @AfterEach
  void stop() {
    bench.close();
    gateway.close();
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:%d%s".formatted(port, path));
  }

  private HttpResponse<String> ask(String method, String path, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri(path)).method(method, HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> get(String path, String... headers) throws Exception {
    return ask("GET", path, headers);
  }

  private Exposition scrape() throws Exception {
    HttpResponse<String> answer = get("/metrics");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type"))
        .hasValue("text/plain; version=0.0.4; charset=utf-8");
    return Exposition.parse(answer.body());
  }

  @Test
  void what_happened_to_jobs_is_counted() throws Exception {
    gateway.submitsOfBring(TestBench.image("bad"), Answer.refused(400, "Bad Request", "no face"));
    gateway.submitsOfBring(TestBench.image("lost"), Answer.connectionReset());
    gateway.answersOn(TestBench.image("paid"), Answer.failed("no face"));
    bench.start().dropJobs("good", "bad", "lost", "paid");
    bench.drop("broken.json", "{\"image_url\": 7}");
    bench.awaitFiles(
        "done/good.json",
        "failed/bad.reason.json",
        "working/lost.held.txt",
        "failed/paid.reason.json",
        "rejected/broken.json");
    bench.drop("again.json", TestBench.manifest("good"));
    bench.awaitFiles("done/again.duplicate.txt");

    Exposition found = scrape();

    assertThat(found.value("omnihuman_jobs", "state", "DELIVERED")).isEqualTo(1);
    assertThat(found.value("omnihuman_jobs", "state", "FAILED")).isEqualTo(2);
    assertThat(found.value("omnihuman_jobs", "state", "IN_DOUBT")).isEqualTo(1);
    assertThat(found.value("omnihuman_jobs", "state", "SUBMITTED")).isZero();
    assertThat(found.value("omnihuman_job_oldest_open_age_seconds", "state", "IN_DOUBT"))
        .isPositive();
    String intake = "omnihuman_intake_manifests_total";
    assertThat(found.value(intake, "outcome", "new_job")).isEqualTo(4);
    assertThat(found.value(intake, "outcome", "duplicate")).isEqualTo(1);
    assertThat(found.value(intake, "outcome", "rejected")).isEqualTo(1);
    String transitions = "omnihuman_job_transitions_total";
    assertThat(found.value(transitions, "from", "ACCEPTED", "to", "SUBMITTING")).isEqualTo(4);
    assertThat(found.value(transitions, "from", "READY", "to", "DELIVERED")).isEqualTo(1);
    assertThat(found.value(transitions, "from", "SUBMITTING", "to", "IN_DOUBT")).isEqualTo(1);
    String failed = "omnihuman_jobs_failed_total";
    assertThat(found.value(failed, "reason", "REMOTE_FAILED", "charged", "yes")).isEqualTo(1);
    assertThat(found.value(failed, "reason", "INPUT_REFUSED", "charged", "no")).isEqualTo(1);
    String answers = "omnihuman_submit_answers_total";
    assertThat(found.value(answers, "outcome", "accepted", "charged", "yes")).isEqualTo(2);
    assertThat(found.value(answers, "outcome", "answer_lost", "charged", "unknown")).isEqualTo(1);
    String calls = "omnihuman_gateway_calls_seconds_count";
    assertThat(found.value(calls, "operation", "submit", "outcome", "ok")).isEqualTo(2);
    assertThat(found.value(calls, "operation", "submit", "outcome", "refused")).isEqualTo(1);
    assertThat(found.value(calls, "operation", "submit", "outcome", "answer_lost")).isEqualTo(1);
    assertThat(found.value(calls, "operation", "status", "outcome", "ok"))
        .isEqualTo(gateway.looks().size())
        .isEqualTo(found.value("omnihuman_poll_lag_seconds_count"));
    assertThat(found.value("omnihuman_gateway_calls_active", "operation", "submit")).isZero();
    assertThat(found.value("omnihuman_downloads_total", "outcome", "whole")).isEqualTo(1);
    assertThat(found.value("omnihuman_downloads_active")).isZero();
    assertThat(found.value("omnihuman_download_bytes_total"))
        .isEqualTo(Files.size(bench.path("outbox/good.mp4")));
    assertThat(found.value("omnihuman_job_delivery_time_seconds_count")).isEqualTo(1);
    assertThat(
            found.value(
                "omnihuman_duration_learned_seconds", "resolution", "default", "percentile", "50"))
        .isPositive();
    assertThat(found.value("omnihuman_ledger_commit_steps_sum"))
        .isGreaterThanOrEqualTo(
            found.with(transitions).stream().mapToDouble(Exposition.Sample::value).sum());
    assertThat(found.value("omnihuman_disk_needed_bytes", "purpose", "submit")).isEqualTo(1 << 20);
    assertThat(found.value("omnihuman_disk_free_bytes", "folder", "outbox")).isPositive();
    assertThat(found.with("omnihuman_route_failures_total"))
        .isNotEmpty()
        .allMatch(sample -> sample.value() == 0);
  }

  @Test
  void the_series_are_few_tell_no_names_and_do_not_grow_with_the_jobs() throws Exception {
    gateway.submitsOfBring(TestBench.image("zebra"), Answer.connectionReset());
    bench.start().dropJobs("okapi", "zebra");
    bench.awaitFiles("done/okapi.json", "working/zebra.held.txt");
    Set<String> before = ours(scrape());

    bench.dropJobs("quagga", "tapir");
    bench.drop("gnu.json", "{");
    bench.awaitFiles("done/quagga.json", "done/tapir.json", "rejected/gnu.json");
    HttpResponse<String> after = get("/metrics");

    assertThat(ours(Exposition.parse(after.body()))).isEqualTo(before).hasSizeLessThan(1_000);
    assertThat(after.body())
        .doesNotContain("okapi", "zebra", "tapir", "gnu", "example.com", TestBench.KEY)
        .doesNotContain(home.toString())
        .doesNotContain(bench.job("quagga").id())
        .doesNotContain(bench.job("quagga").requestId());
  }

  private static Set<String> ours(Exposition found) {
    return found.samples().stream()
        .filter(sample -> sample.name().startsWith("omnihuman_"))
        .map(sample -> sample.name() + sample.labels())
        .collect(Collectors.toSet());
  }

  @Test
  void a_gate_that_waits_for_a_person_makes_it_not_ready_and_yet_alive() throws Exception {
    gateway.submitsBring(Answer.refused(402, "Payment Required", "wallet is empty"));
    bench.start();
    assertThat(get("/health/ready").statusCode()).isEqualTo(200);
    assertThat(scrape().value("omnihuman_gate_shut", "gate", "BALANCE")).isZero();

    bench.dropJobs("poor");

    await().untilAsserted(() -> assertThat(get("/health/ready").statusCode()).isEqualTo(503));
    assertThat(get("/health/ready").body())
        .contains("\"status\":\"down\"", "BALANCE gate shut", "wallet is empty");
    assertThat(get("/health/live").statusCode()).isEqualTo(200);
    await()
        .untilAsserted(
            () ->
                assertThat(scrape().value("omnihuman_gate_shut_age_seconds", "gate", "BALANCE"))
                    .isPositive());
    assertThat(scrape().value("omnihuman_gate_shut", "gate", "BALANCE")).isEqualTo(1);
    assertThat(scrape().value("omnihuman_gate_shut", "gate", "KEY")).isZero();
  }

  @Test
  void a_pause_is_no_illness() throws Exception {
    bench.start();
    bench.ledger().shut(Gate.PAUSE, "lunch");

    assertThat(get("/health/ready").statusCode()).isEqualTo(200);
    assertThat(scrape().value("omnihuman_gate_shut", "gate", "PAUSE")).isEqualTo(1);
  }

  @Test
  void a_folder_that_is_gone_makes_it_not_ready() throws Exception {
    bench.start();
    assertThat(get("/health/ready").statusCode()).isEqualTo(200);

    Files.delete(bench.path("rejected"));

    await().untilAsserted(() -> assertThat(get("/health/ready").statusCode()).isEqualTo(503));
    assertThat(get("/health/ready").body()).contains("omnihuman.folders.rejected");
  }

  @Test
  void callbacks_are_counted_by_what_became_of_them() throws Exception {
    bench
        .with("omnihuman.webhook.public-url", "http://127.0.0.1:" + port)
        .with("omnihuman.webhook.poll-interval", "1h")
        .start()
        .dropJobs("clip");
    await().until(() -> !gateway.charges().isEmpty());
    String count = "omnihuman_callbacks_total";
    assertThat(scrape().value(count, "outcome", "unknown_token"))
        .as("the port's own, by which it warms up, is none")
        .isZero();

    gateway.finishesAll();
    assertThat(Callbacks.call(gateway, TestBench.image("clip"))).isEqualTo(200);
    Callbacks.post(uri("/callbacks/" + "x".repeat(43)), Callbacks.body("id", "COMPLETED"));
    assertThat(get("/callbacks/" + "x".repeat(43)).statusCode()).isEqualTo(405);

    await()
        .untilAsserted(() -> assertThat(scrape().value(count, "outcome", "unusable")).isEqualTo(1));
    Exposition found = scrape();
    assertThat(found.value(count, "outcome", "taken")).isEqualTo(1);
    assertThat(found.value(count, "outcome", "unknown_token")).isEqualTo(1);
    assertThat(found.value("omnihuman_callbacks_expected")).isEqualTo(1);
    assertThat(found.value("omnihuman_callbacks_trusted")).isEqualTo(1);
  }

  @Test
  void who_has_no_token_sees_only_whether_it_is_up() throws Exception {
    Path file = Files.writeString(home.resolve("token"), TOKEN);
    bench.with("omnihuman.http.token-file", file.toString()).start();

    assertThat(get("/metrics").statusCode()).isEqualTo(401);
    assertThat(get("/health/live").body()).isEqualTo("{\"status\":\"up\"}\n");
    assertThat(get("/health/ready").body()).isEqualTo("{\"status\":\"up\"}\n");
    String bearer = "Bearer " + TOKEN;
    assertThat(get("/metrics", "Authorization", bearer).statusCode()).isEqualTo(200);
    assertThat(get("/health/ready", "Authorization", bearer).body())
        .contains("\"checks\":[", "each of the 7 folders can be written");
  }

  @Test
  void it_only_reads_and_speaks_both_forms() throws Exception {
    bench.start();

    assertThat(ask("POST", "/metrics").statusCode()).isEqualTo(405);
    assertThat(ask("DELETE", "/health/live").headers().firstValue("Allow")).hasValue("GET, HEAD");
    assertThat(ask("HEAD", "/metrics").body()).isEmpty();
    assertThat(ask("HEAD", "/health/ready").statusCode()).isEqualTo(200);
    HttpResponse<String> open =
        get("/metrics", "Accept", "application/openmetrics-text;version=1.0.0,text/plain;q=0.5");
    assertThat(open.headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("application/openmetrics-text"));
    assertThat(open.body()).endsWith("# EOF\n");
  }
}
