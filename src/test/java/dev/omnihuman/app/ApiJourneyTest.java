package dev.omnihuman.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.omnihuman.testing.Answer;
import dev.omnihuman.testing.FakeGateway;
import dev.omnihuman.testing.FreePort;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The API of the running product. */
class ApiJourneyTest {

  private static final JsonMapper JSON = new JsonMapper();

  @TempDir Path home;

  private final HttpClient client = HttpClient.newHttpClient();
  private URI page = URI.create("http://localhost");

  private HttpResponse<byte[]> get(String path) throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(page.resolve(path)).build(), BodyHandlers.ofByteArray());
  }

  private JsonNode json(String path) throws IOException, InterruptedException {
    return JSON.readTree(get(path).body());
  }

  private int post(String path, String body) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(page.resolve(path))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build();
    return client.send(request, BodyHandlers.discarding()).statusCode();
  }

  @Test
  void a_paused_job_is_resumed_and_watched_until_its_video_plays() throws Exception {
    try (FakeGateway gateway = new FakeGateway().answers(Answer.completed("480p"));
        TestBench bench =
            new TestBench(home, gateway.origin())
                .with("omnihuman.http.port", String.valueOf(FreePort.next()))
                .start()) {
      page = bench.engine().page().orElseThrow();
      assertThat(post("/api/pause", "{\"words\": \"to be watched\"}")).isEqualTo(200);
      bench.dropJobs("clip");
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> json("/api/jobs").at("/jobs/0/name").isTextual());
      String path = "/api/jobs/" + json("/api/jobs").at("/jobs/0/id").textValue();
      assertThat(json(path).path("next").textValue()).contains("to be watched");
      assertThat(gateway.submits()).isEmpty();

      assertThat(post("/api/resume", "{}")).isEqualTo(200);
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> json(path).at("/job/state").textValue().equals("DELIVERED"));

      JsonNode video = json(path).at("/videos/0");
      assertThat(get(video.path("href").textValue()).body())
          .isEqualTo(Files.readAllBytes(bench.path("outbox/clip.mp4")));
      JsonNode overview = json("/api/overview");
      assertThat(overview.path("simulated").booleanValue())
          .as("the key is one of the simulator")
          .isTrue();
      assertThat(overview.path("inbox").textValue()).isEqualTo(bench.path("inbox").toString());
    }
  }
}
