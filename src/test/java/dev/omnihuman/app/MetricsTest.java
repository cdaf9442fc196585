package dev.omnihuman.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.omnihuman.testing.Answer;
import dev.omnihuman.testing.Exposition;
import dev.omnihuman.testing.FakeGateway;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The numbers of a real engine, as a monitoring system reads them. */
class MetricsTest {

  private final FakeGateway gateway = new FakeGateway();
  private final HttpClient http = HttpClient.newHttpClient();

  @TempDir Path home;
  private int port;
  private TestBench bench;

  @BeforeEach
  void prepare() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    bench = new TestBench(home, gateway.origin()).with("omnihuman.http.port", String.valueOf(port));
  }

  @AfterEach
  void stop() {
    bench.close();
    gateway.close();
  }

  private HttpResponse<String> ask(String path, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d%s".formatted(port, path)));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private Exposition scrape() throws Exception {
    HttpResponse<String> answer = ask("/metrics");
    assertThat(answer.statusCode()).isEqualTo(200);
    return Exposition.parse(answer.body());
  }

  @Test
  void it_counts_what_happened_to_jobs() throws Exception {
    gateway.submitsOfBring(TestBench.image("bad"), Answer.refused(400, "Bad Request", "no face"));
    gateway.submitsOfBring(TestBench.image("lost"), Answer.connectionReset());
    bench.start();
    bench.dropJobs("good", "bad", "lost");
    bench.drop("broken.json", "{\"image_url\": 7}");
    bench.awaitFiles(
        "done/good.json",
        "failed/bad.reason.json",
        "working/lost.held.txt",
        "rejected/broken.json");
    String out = System.getProperty("omnihuman.scrape");
    if (out != null) {
      Files.writeString(Path.of(out), ask("/metrics").body());
    }
    Exposition found = scrape();
    assertThat(found.value("omnihuman_jobs", "state", "DELIVERED")).isEqualTo(1);
  }
}
