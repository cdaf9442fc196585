package dev.omnihuman.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.omnihuman.job.JobState;
import dev.omnihuman.job.SubmitOutcome;
import dev.omnihuman.testing.Answer;
import dev.omnihuman.testing.FakeGateway;
import dev.omnihuman.testing.FaultProxy;
import dev.omnihuman.testing.FreePort;
import dev.omnihuman.testing.RawPeer;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole product behind a bad network; what is judged is the gateway's bill. */
class BadNetworkTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration MOMENT = Duration.ofMillis(5);
  private static final String PAGE = "<html><body>Sign in to this network</body></html>";

  private final Map<String, FaultProxy.Fault> faults = new LinkedHashMap<>();
  private final FaultProxy.Hang hang = new FaultProxy.Hang();
  @TempDir private Path home;
  private FakeGateway gateway;
  private FaultProxy proxy;
  private TestBench bench;

  @BeforeEach
  void prepare() throws Exception {
    gateway = new FakeGateway().servesVideosThatDiffer();
    proxy = new FaultProxy(gateway.origin());
    bench = new TestBench(home, proxy.origin()).with("omnihuman.submit.breaker-threshold", "0");
  }

  @AfterEach
  void stop() throws Exception {
    bench.close();
    proxy.close();
    gateway.close();
  }

  @Test
  void a_submit_whose_end_nobody_saw_is_in_doubt_and_never_sent_again() throws Exception {
    faults.put("request-lost", FaultProxy.losesRequest());
    faults.put("answer-lost", FaultProxy.losesAnswer());
    faults.put("hang", hang);
    faults.put("cut-at-once", FaultProxy.cutsAfter(0));
    faults.put("cut-in-head", FaultProxy.cutsAfter(30));
    faults.put("reset-in-head", FaultProxy.resetsAfter(30));
    faults.put("page", FaultProxy.swapsAnswerFor("200 OK", PAGE));
    faults.put("bad-gateway", FaultProxy.swapsAnswerFor("502 Bad Gateway", PAGE));
    bench.start();
    faults.forEach((stem, fault) -> proxy.on(submitOf(stem), fault));

    drop("good");
    drop(faults.keySet().toArray(String[]::new));
    hang.release();

    awaitState(JobState.IN_DOUBT, faults.keySet());
    awaitState(JobState.DELIVERED, List.of("good"));
    for (String stem : faults.keySet()) {
      assertThat(gateway.submitsOf(TestBench.image(stem)))
          .as(stem)
          .hasSize(stem.equals("request-lost") ? 0 : 1);
      assertThat(postsOf(stem)).as(stem).isEqualTo(1);
      bench.awaitFiles("working/" + stem + ".held.txt");
    }
    assertThat(gateway.charges()).hasSize(faults.size() - 1 + 1);
  }

  @Test
  void a_look_that_fails_is_made_again_and_costs_nothing() throws Exception {
    faults.put("request-lost", FaultProxy.losesRequest());
    faults.put("answer-lost", FaultProxy.losesAnswer());
    faults.put("hang", hang);
    faults.put("drip", proxy.drips(MOMENT, 20));
    faults.put("cut-in-head", FaultProxy.cutsAfter(30));
    faults.put("reset-in-body", FaultProxy.resetsAfter(180));
    faults.put("page", FaultProxy.swapsAnswerFor("200 OK", PAGE));
    faults.put("busy", FaultProxy.swapsAnswerFor("503 Service Unavailable", PAGE));
    bench.start();
    faults.forEach((stem, fault) -> proxy.on(lookAt(stem), fault));

    drop(faults.keySet().toArray(String[]::new));
    hang.release();

    assertDelivered();
    assertThat(gateway.looks()).hasSizeGreaterThan(faults.size());
  }

  @Test
  void the_answer_to_a_look_at_another_request_is_not_believed() throws Exception {
    bench.start();
    gateway.answersOn(TestBench.image("failed"), Answer.failed("no face"));
    drop("failed");
    awaitState(JobState.FAILED, List.of("failed"));
    String other = gateway.charges().get(0).requestId();
    faults.put(
        "good", FaultProxy.swapsFor("GET %s%s HTTP/1.1".formatted(FakeGateway.STATUS, other)));
    proxy.on(lookAt("good"), faults.get("good"), faults.get("good"));

    drop("good");

    awaitState(JobState.DELIVERED, List.of("good"));
    assertThat(gateway.charges()).hasSize(2);
    assertThat(gateway.looks()).filteredOn(look -> look.getUrl().endsWith(other)).hasSize(3);
  }

  @Test
  void a_video_is_whole_or_not_there() throws Exception {
    faults.put("request-lost", FaultProxy.losesRequest());
    faults.put("answer-lost", FaultProxy.losesAnswer());
    faults.put("hang", hang);
    faults.put("drip", proxy.drips(MOMENT, 20_000));
    faults.put("cut-in-head", FaultProxy.cutsAfter(30));
    faults.put("cut-in-body", FaultProxy.cutsAfter(10_000));
    faults.put("reset-in-body", FaultProxy.resetsAfter(20_000));
    faults.put("page", FaultProxy.swapsAnswerFor("200 OK", PAGE));
    bench.start();
    faults.forEach((stem, fault) -> proxy.on(" " + path(stem) + " ", fault));

    drop(faults.keySet().toArray(String[]::new));
    hang.release();

    assertDelivered();
  }

  @Test
  void a_submit_that_never_left_is_sent_as_soon_as_somebody_listens() throws Exception {
    int port;
    port = FreePort.next();
    bench = new TestBench(home, URI.create("http://127.0.0.1:" + port));
    bench.start();
    drop("patient");
    await().atMost(PATIENCE).until(() -> wasNotSent("patient"));

    try (FaultProxy late = new FaultProxy(gateway.origin(), port)) {
      awaitState(JobState.DELIVERED, List.of("patient"));
      assertThat(late.requests()).filteredOn(line -> line.startsWith("POST")).hasSize(1);
    }
    assertThat(gateway.charges()).hasSize(1);
  }

  private boolean wasNotSent(String stem) {
    return bench.ledger().findByManifest(stem + ".json").stream()
        .flatMap(job -> bench.ledger().attempts(job.id()).stream())
        .anyMatch(attempt -> attempt.endedIn(SubmitOutcome.NOT_SENT));
  }

  private void drop(String... stems) throws Exception {
    for (String stem : stems) {
      if (!stem.equals("failed")) {
        gateway.answersOn(
            TestBench.image(stem),
            Answer.processing(),
            Answer.completedAt(proxy.origin() + path(stem)));
      }
    }
    bench.dropJobs(stems);
  }

  private static String path(String stem) {
    return "/media/" + stem + "/480p.mp4";
  }

  private static Predicate<RawPeer.Request> submitOf(String stem) {
    return request ->
        request.line().startsWith("POST") && request.body().contains(TestBench.image(stem));
  }

  private Predicate<RawPeer.Request> lookAt(String stem) {
    return request ->
        gateway.charges().stream()
            .filter(charge -> charge.image().equals(TestBench.image(stem)))
            .anyMatch(charge -> request.line().contains(FakeGateway.STATUS + charge.requestId()));
  }

  private long postsOf(String stem) {
    return proxy.requests(submitOf(stem)).size();
  }

  private void awaitState(JobState state, Iterable<String> stems) {
    for (String stem : stems) {
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(bench.ledger().findByManifest(stem + ".json"))
                      .as(stem)
                      .hasValueSatisfying(job -> assertThat(job.state()).isEqualTo(state)));
    }
  }

  /** Each of them, paid for once, with the bytes that the gateway has for it. */
  private void assertDelivered() {
    awaitState(JobState.DELIVERED, faults.keySet());
    assertThat(gateway.charges())
        .extracting(FakeGateway.Charge::image)
        .containsExactlyInAnyOrderElementsOf(
            faults.keySet().stream().map(TestBench::image).toList());
    for (String stem : faults.keySet()) {
      assertThat(bench.path("outbox/" + stem + ".mp4"))
          .hasBinaryContent(FakeGateway.video(path(stem), stem));
    }
  }
}
