package dev.omnihuman.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.omnihuman.testing.Answer;
import dev.omnihuman.testing.FakeGateway;
import dev.omnihuman.testing.FreePort;
import dev.omnihuman.testing.PostgresServer;
import dev.omnihuman.testing.TcpRelay;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** The server of the ledger goes away while jobs are in all stages, and comes back. */
class AwayTest {

  private static final Pattern PORT = Pattern.compile("(jdbc:postgresql://[^:/]+:)(\\d+)(/.*)");

  /** As people run it. */
  private static final Map<String, Level> LEVELS =
      Map.of("dev.omnihuman", Level.INFO, "org.apache.camel", Level.WARN);

  @TempDir Path home;
  @TempDir Path directory;

  private final FakeGateway gateway = new FakeGateway();
  private final Lines lines = new Lines();
  private final HttpClient client = HttpClient.newHttpClient();
  private TcpRelay relay;
  private TestBench bench;
  private String url;
  private int port;

  private static final class Lines extends AppenderBase<ILoggingEvent> {
    private final List<ILoggingEvent> events = new CopyOnWriteArrayList<>();

    @Override
    protected void append(ILoggingEvent event) {
      events.add(event);
    }

    List<String> at(Level level, String words) {
      return events.stream()
          .filter(event -> event.getLevel().equals(level))
          .map(ILoggingEvent::getFormattedMessage)
          .filter(line -> line.contains(words))
          .toList();
    }

    List<String> withStack() {
      return events.stream()
          .filter(event -> event.getThrowableProxy() != null)
          .map(event -> event.getLoggerName() + ": " + event.getFormattedMessage())
          .toList();
    }
  }

  private static Logger logger(String name) {
    return (Logger) LoggerFactory.getLogger(name);
  }

  @BeforeEach
  void start() throws Exception {
    LEVELS.forEach((name, level) -> logger(name).setLevel(level));
    logger(Logger.ROOT_LOGGER_NAME).addAppender(lines);
    lines.start();
    Matcher address = PORT.matcher(PostgresServer.newAddress());
    assertThat(address.matches()).isTrue();
    relay = new TcpRelay(Integer.parseInt(address.group(2)));
    url = address.group(1) + relay.port() + address.group(3);
    port = FreePort.next();
    bench =
        new TestBench(home, gateway.origin())
            .with("omnihuman.ledger.url", url)
            .with("omnihuman.http.port", String.valueOf(port));
  }

  @AfterEach
  void stop() throws Exception {
    bench.close();
    relay.close();
    gateway.close();
    lines.stop();
    logger(Logger.ROOT_LOGGER_NAME).detachAppender(lines);
    LEVELS.keySet().forEach(name -> logger(name).setLevel(Level.OFF));
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    URI address = URI.create("http://127.0.0.1:%d%s".formatted(port, path));
    return client.send(
        HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(30)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void it_is_told_once_and_everything_goes_on_when_it_is_back() throws Exception {
    gateway.answers(Answer.queued().after(Duration.ofSeconds(1)));
    bench.start();
    bench.dropJobs("a", "b", "c");
    await().until(() -> gateway.requestsLookedAt() == 3);

    relay.cut();
    bench.dropJobs("d");
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> !lines.at(Level.WARN, "the ledger jdbc:postgresql:").isEmpty());
    HttpResponse<String> overview = get("/api/overview");
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> get("/health/ready").body().contains("is away: "));
    HttpResponse<String> ready = get("/health/ready");
    HttpResponse<String> metrics = get("/metrics");

    assertThat(overview.statusCode()).isEqualTo(503);
    assertThat(overview.body()).contains("The ledger's server is away");
    assertThat(ready.statusCode()).isEqualTo(503);
    assertThat(metrics.statusCode()).isEqualTo(200);
    assertThat(get("/health/live").statusCode()).isEqualTo(200);

    gateway.finishesAll();
    relay.mend();
    // Much sooner than the lease of a step that was broken off would end.
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> bench.names("outbox").containsAll(List.of("a.mp4", "b.mp4", "c.mp4", "d.mp4")));

    assertThat(gateway.charges()).hasSize(4);
    assertThat(lines.at(Level.WARN, "is away: ")).hasSize(1);
    assertThat(lines.at(Level.INFO, " is back after ")).hasSize(1);
    assertThat(lines.withStack()).isEmpty();
    assertThat(lines.at(Level.ERROR, "")).isEmpty();
  }

  @Test
  void a_batch_waits_for_it_and_ends_well() throws Exception {
    gateway.answers(Answer.queued().after(Duration.ofSeconds(1)));
    bench.dropJobs("a", "b");
    Map<String, String> settings = new HashMap<>(TestBench.hurried(home, gateway.origin()));
    settings.put("omnihuman.ledger.url", url);
    Map<String, String> environment = ProgramRun.environment(settings);
    try (ProgramRun batch = ProgramRun.start(directory, environment, "batch")) {
      batch.await(() -> gateway.requestsLookedAt() == 2);

      relay.cut();
      batch.await(() -> batch.out().contains("is away: "));
      // Longer than its look whether anything is left to do waits for a connection.
      batch.letRun(Duration.ofSeconds(8));
      gateway.finishesAll();
      relay.mend();

      assertThat(batch.exitCode()).as(batch.out() + batch.err()).isZero();
      assertThat(batch.out()).contains("2 delivered");
      assertThat(batch.out() + batch.err()).doesNotContain("Exception");
    }
    assertThat(gateway.charges()).hasSize(2);
  }
}
