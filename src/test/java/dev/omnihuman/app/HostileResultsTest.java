package dev.omnihuman.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.omnihuman.job.JobState;
import dev.omnihuman.testing.Answer;
import dev.omnihuman.testing.FakeGateway;
import dev.omnihuman.testing.RawPeer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Links and bodies that want something else than to be fetched: none is reached, none obeyed. */
class HostileResultsTest {

  /** What the gateway names as the result, and what is said of it. */
  private static final Map<String, String> LINKS =
      Map.of(
          "file:///etc/passwd", "media_url names no host",
          "http://169.254.169.254/latest/meta-data/", "media_url host 169.254.169.254 is not in",
          "https://192.168.1.1/a.mp4", "media_url host 192.168.1.1 is not in",
          "{{env:PIXAZO_API_KEY}}", "media_url is no URL",
          "https://evil.example.com/?{{env:PIXAZO_API_KEY}}", "media_url is no URL",
          "https://evil.example.com/?%7B%7Benv:PIXAZO_API_KEY%7D%7D",
              "host evil.example.com is not");

  @Test
  void should_reach_none_and_obey_none_and_say_why(@TempDir Path home) throws Exception {
    try (FakeGateway gateway = new FakeGateway();
        RawPeer loop =
            new RawPeer((request, to) -> RawPeer.send(to, "302 X", "Location: /\r\n", ""));
        RawPeer inward =
            RawPeer.answering("302 X", "Location: http://169.254.169.254/latest/\r\n", "");
        RawPeer huge =
            new RawPeer(
                (request, to) ->
                    RawPeer.write(to, "HTTP/1.1 200 OK\r\nContent-Length: 10737418240\r\n\r\n"));
        RawPeer bomb = RawPeer.answering("200 OK", "Content-Encoding: gzip\r\n", "\u001f");
        RawPeer page = RawPeer.answering("200 OK", "", "<html>Sign in</html>");
        TestBench bench = new TestBench(home, gateway.origin())) {
      Map<String, String> expected = new LinkedHashMap<>(LINKS);
      expected.put(loop.uri("/").toString(), "redirects more than 3 times");
      expected.put(inward.uri("/").toString(), "the target host 169.254.169.254 is not in");
      expected.put(huge.uri("/").toString(), "larger than omnihuman.download.max-size");
      expected.put(bomb.uri("/").toString(), "encoded body");
      expected.put(page.uri("/").toString(), "a page");
      Map<String, String> words = new LinkedHashMap<>();
      for (Map.Entry<String, String> hostile : expected.entrySet()) {
        String stem = "job" + words.size();
        gateway.answersOn(TestBench.image(stem), Answer.completedAt(hostile.getKey()));
        words.put(stem, hostile.getValue());
      }
      bench.start();
      bench.dropJobs(words.keySet().toArray(String[]::new));

      words.forEach(
          (stem, why) ->
              await()
                  .atMost(Duration.ofSeconds(60))
                  .untilAsserted(() -> assertThat(bench.job(stem).ending().words()).contains(why)));

      assertThat(words.keySet())
          .allSatisfy(
              stem -> {
                assertThat(bench.job(stem).state()).isIn(JobState.SUBMITTED, JobState.READY);
                assertThat(bench.job(stem).toString()).doesNotContain(TestBench.KEY);
              });
      assertThat(bench.names("outbox")).isEmpty();
      assertThat(gateway.downloads()).isEmpty();
      assertThat(bench.text("working/job%d.held.txt".formatted(words.size() - 1)))
          .contains("made and paid for", "a page");
    }
  }
}
