package dev.omnihuman.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.omnihuman.corpus.Corpus;
import dev.omnihuman.corpus.Item;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import dev.omnihuman.job.SubmitOutcome;
import dev.omnihuman.testing.FakeGateway;
import dev.omnihuman.testing.RawPeer;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The corpus over real HTTP, through the whole product: manifests in, states out. */
class CorpusReplayTest {

  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final Pattern PICTURE = Pattern.compile("example\\.com/(item-\\d+)\\.png");

  /** What concerns one job alone; the others shut a gate, and one of them would hold the rest. */
  private static final Set<SubmitOutcome> ALONE =
      Set.of(
          SubmitOutcome.ACCEPTED,
          SubmitOutcome.UNUSABLE_ANSWER,
          SubmitOutcome.UNCLEAR_ANSWER,
          SubmitOutcome.INPUT_REFUSED);

  private final Map<String, Item> items = new LinkedHashMap<>();
  private final Map<String, Integer> posts = new ConcurrentHashMap<>();
  private final Map<String, Integer> looks = new ConcurrentHashMap<>();

  @TempDir private Path home;

  @Test
  void every_answer_to_a_submit_leads_to_its_outcome_and_is_asked_for_once() throws Exception {
    Corpus.SUBMIT_ANSWERS.items().stream()
        .filter(item -> ALONE.contains(SubmitOutcome.valueOf(item.text("outcome"))))
        .filter(item -> item.text("retry_after") == null)
        .forEach(item -> items.put("item-" + items.size(), item));

    try (RawPeer gateway = new RawPeer(this::answerSubmit);
        TestBench bench = bench(gateway)) {
      items.forEach(
          (stem, item) ->
              await()
                  .atMost(PATIENCE)
                  .untilAsserted(
                      () ->
                          assertThat(bench.ledger().findByManifest(stem + ".json"))
                              .as(item.name())
                              .hasValueSatisfying(
                                  job -> {
                                    SubmitOutcome outcome =
                                        SubmitOutcome.valueOf(item.text("outcome"));
                                    assertThat(job.state()).isEqualTo(outcome.next());
                                    assertThat(job.ending().charged()).isEqualTo(outcome.charged());
                                    assertThat(job.remote().requestId())
                                        .isEqualTo(item.text("request_id"));
                                  })));
      assertThat(posts).hasSize(items.size()).allSatisfy((stem, n) -> assertThat(n).isEqualTo(1));
    }
  }

  @Test
  void every_status_answer_leads_to_its_state() throws Exception {
    Corpus.STATUS_ANSWERS.items().stream()
        .filter(item -> item.text("gate") == null)
        // These links would be fetched from the Internet.
        .filter(item -> !item.text("state").equals("READY"))
        // Here the gateway's own host, and so allowed.
        .filter(item -> !item.name().contains("127-0-0-1"))
        .forEach(item -> items.put("item-" + items.size(), item));

    try (RawPeer gateway = new RawPeer(this::answerLook);
        TestBench bench = bench(gateway)) {
      items.forEach(
          (stem, item) ->
              await()
                  .atMost(PATIENCE)
                  .untilAsserted(
                      () -> {
                        assertThat(looks).as(item.name()).containsKey(item.text("request_id"));
                        Job job = bench.job(stem);
                        assertThat(job.state())
                            .as(item.name())
                            .isEqualTo(JobState.valueOf(item.text("state")));
                        assertThat(job.remote().status())
                            .as(item.name())
                            .isEqualTo(item.text("remote_status"));
                      }));
    }
  }

  private TestBench bench(RawPeer gateway) throws Exception {
    TestBench bench =
        new TestBench(home, gateway.uri(""))
            .with("omnihuman.submit.breaker-threshold", "0")
            .with("omnihuman.poll.interval", "1h")
            .start();
    bench.dropJobs(items.keySet().toArray(String[]::new));
    return bench;
  }

  private void answerSubmit(RawPeer.Request request, Socket connection) throws IOException {
    if (request.line().startsWith("POST")) {
      String stem = stem(request);
      posts.merge(stem, 1, Integer::sum);
      send(items.get(stem), connection);
    } else {
      RawPeer.send(connection, "404 Not Found", "", "{}");
    }
  }

  private void answerLook(RawPeer.Request request, Socket connection) throws IOException {
    if (request.line().startsWith("POST")) {
      String id = items.get(stem(request)).text("request_id");
      RawPeer.send(connection, "202 Accepted", "", "{\"request_id\": \"%s\"}".formatted(id));
      return;
    }
    String path = request.line().split(" ")[1];
    String id = path.substring(FakeGateway.STATUS.length());
    send(
        items.values().stream()
            .filter(item -> item.text("request_id").equals(id))
            .findFirst()
            .orElseThrow(),
        connection);
    looks.merge(id, 1, Integer::sum);
  }

  private static String stem(RawPeer.Request request) {
    Matcher matcher = PICTURE.matcher(request.body());
    if (!matcher.find()) {
      throw new IllegalArgumentException(request.body());
    }
    return matcher.group(1);
  }

  private static void send(Item item, Socket connection) throws IOException {
    String head =
        "HTTP/1.1 %d X\r\nContent-Length: %d\r\n\r\n"
            .formatted(item.number("status"), item.bytes().length);
    RawPeer.write(connection, head.getBytes(StandardCharsets.US_ASCII));
    RawPeer.write(connection, item.bytes());
  }
}
