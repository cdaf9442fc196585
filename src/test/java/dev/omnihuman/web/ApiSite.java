package dev.omnihuman.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.omnihuman.desk.Desk;
import dev.omnihuman.folders.Folders;
import dev.omnihuman.folders.ManifestFiling;
import dev.omnihuman.ledger.OrphanNotes;
import dev.omnihuman.ledger.Spending;
import dev.omnihuman.testing.TestFolders;
import dev.omnihuman.testing.TestJobs;
import java.io.IOException;
import java.io.InputStream;
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
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * The port with the API over a real ledger. Every JSON answer that a test gets is held against the
 * description.
 */
final class ApiSite implements AutoCloseable {

  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  final TestJobs jobs;
  final Folders folders;
  final WebServer web;
  final Api api;
  final Desk desk;
  private boolean portClosed;

  private final OpenApi description = OpenApi.read();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  ApiSite(Path home) throws IOException {
    jobs = new TestJobs(home);
    folders = TestFolders.in(home);
    Spending spending = new Spending(jobs.ledger(), new OrphanNotes(home));
    desk = new Desk(jobs.ledger(), spending, new ManifestFiling(folders), jobs.clock());
    Installation installation = new Installation("1.2.3", jobs.now(), folders, null, true);
    api =
        new Api(jobs.ledger().board(), desk, installation, () -> "off", jobs.clock(), jobs.clock());
    web =
        WebServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            new Hosts(List.of(), null),
            List.of(new Access(null, jobs.clock()), api),
            jobs.clock());
  }

  /** Another port, where looks into the outbox hang, as a share does, until they are freed. */
  WebServer hanging(CountDownLatch freed) throws IOException, InterruptedException {
    WorkerPool shelf = new WorkerPool("hanging", 1, 1);
    WebPart hang =
        (router, connections) -> {
          router
              .get("/hang")
              .handler(
                  context -> {
                    shelf.run(
                        context,
                        () -> {
                          freed.await();
                          return true;
                        });
                    context.end();
                  });
          api.parts(shelf).forEach(part -> part.serveOn(router, connections));
        };
    WebServer other =
        WebServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            new Hosts(List.of(), null),
            List.of(hang),
            jobs.clock());
    send(request(other, "/hang").build());
    return other;
  }

  private static HttpRequest.Builder request(WebServer server, String path) {
    URI uri = URI.create("http://127.0.0.1:%d%s".formatted(server.port(), path));
    return HttpRequest.newBuilder(uri).timeout(PATIENCE);
  }

  JsonNode get(WebServer server, String path, int status) throws IOException, InterruptedException {
    return judged("get", path, send(request(server, path).GET().build()), status);
  }

  HttpResponse<InputStream> stream(HttpRequest request) throws IOException, InterruptedException {
    return client.send(request, BodyHandlers.ofInputStream());
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:%d%s".formatted(web.port(), path));
  }

  /** The JSON of an answer of this status. */
  JsonNode get(String path, int status) throws IOException, InterruptedException {
    return judged("get", path, send(request(path).GET().build()), status);
  }

  JsonNode get(String path) throws IOException, InterruptedException {
    return get(path, 200);
  }

  JsonNode post(String path, String body, int status) throws IOException, InterruptedException {
    HttpRequest request =
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build();
    return judged("post", path, send(request), status);
  }

  private JsonNode judged(String method, String path, HttpResponse<String> answer, int status)
      throws IOException {
    assertThat(answer.statusCode()).as("%s %s: %s", method, path, answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("cache-control")).contains("no-store");
    assertThat(answer.headers().firstValue("content-type")).contains("application/json");
    JsonNode document = JSON.readTree(answer.body());
    description.require(method, URI.create(path).getPath(), status, document);
    return document;
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(uri(path)).timeout(PATIENCE);
  }

  HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
    return client.send(request, BodyHandlers.ofString());
  }

  HttpResponse<byte[]> bytes(HttpRequest request) throws IOException, InterruptedException {
    return client.send(request, BodyHandlers.ofByteArray());
  }

  /** As at a stop of the program: the port before the ledger. */
  void closePort() {
    web.close();
    portClosed = true;
  }

  @Override
  public void close() {
    if (!portClosed) {
      closePort();
    }
    jobs.close();
  }
}
