package dev.omnihuman.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.omnihuman.gateway.CallbackAddresses;
import dev.omnihuman.gateway.CallbackWatch;
import dev.omnihuman.health.Check;
import dev.omnihuman.health.Finding;
import dev.omnihuman.health.Health;
import dev.omnihuman.job.Attempt.Answer;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import dev.omnihuman.job.Look;
import dev.omnihuman.job.Move;
import dev.omnihuman.job.SubmitOutcome;
import dev.omnihuman.testing.TestClock;
import dev.omnihuman.testing.TestJobs;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the port takes and what it refuses, byte for byte as others may send it. */
class WebServerTest {

  private static final String TOKEN = "A".repeat(43);

  private static final String BODY = "{\"request_id\": \"req-clip\", \"status\": \"COMPLETED\"}";

  private static final InetSocketAddress LOOPBACK =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private final TestClock clock = new TestClock();

  @TempDir Path home;
  private TestJobs jobs;
  private WebServer web;
  private Job job;

  @BeforeEach
  void listen() throws IOException {
    jobs = new TestJobs(home);
    job = waiting();
    CallbackWatch watch = new CallbackWatch(Duration.ofSeconds(5), Duration.ofSeconds(60), true);
    CallbackReceiver receiver = new CallbackReceiver(jobs.ledger().callbacks(), watch);
    Hosts hosts = new Hosts(List.of(), URI.create("https://videos.example.com/omnihuman"));
    web = WebServer.start(LOOPBACK, hosts, List.of(receiver, new Access(null, clock)), clock);
  }

  @AfterEach
  void close() {
    web.close();
    jobs.close();
  }

  /** SUBMITTED, and to be looked at in an hour. */
  private Job waiting() {
    Job accepted = jobs.accepted("clip");
    Job intent = accepted.submitting(jobs.now().plus(TestJobs.LEASE));
    String hash = CallbackAddresses.hash(TOKEN);
    Job begun = jobs.ledger().move(Move.of(accepted, intent).calledBackWith(hash));
    Job submitted = jobs.acceptedByGateway(begun, "req-clip");
    return jobs.ledger()
        .move(
            Move.of(
                submitted,
                submitted.stillRunning(
                    "PROCESSING",
                    jobs.now(),
                    new Look(jobs.now().plus(Duration.ofHours(1)), null))));
  }

  private boolean isDue() {
    return !jobs.stored(job).progress().dueAt().isAfter(jobs.now());
  }

  /** What comes back until the connection ends. */
  private String exchange(String request) throws IOException {
    try (Socket socket = connect()) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      socket.getOutputStream().flush();
      return answer(socket);
    }
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), web.port());
    socket.setSoTimeout(20_000);
    return socket;
  }

  private static String answer(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  private static String post(String path, String type, String body) {
    return head("POST", path, type, body.length()) + body;
  }

  private static String head(String method, String path, String type, int length) {
    return "%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n"
        .formatted(method, path, type, length);
  }

  @Test
  void a_callback_is_stored_and_answered() throws IOException {
    String answer = exchange(post("/callbacks/" + TOKEN, "application/json; charset=utf-8", BODY));

    assertThat(answer).startsWith("HTTP/1.1 200 ").doesNotContainIgnoringCase("access-control");
    assertThat(isDue()).isTrue();
  }

  @Test
  void a_callback_may_come_under_the_public_name_in_chunks() throws IOException {
    String chunked =
        """
        POST /callbacks/%s HTTP/1.1\r
        Host: Videos.Example.com:8443\r
        Connection: close\r
        Content-Type: application/json\r
        Transfer-Encoding: chunked\r
        \r
        %x\r
        %s\r
        0\r
        \r
        """
            .formatted(TOKEN, BODY.length(), BODY);

    assertThat(exchange(chunked)).startsWith("HTTP/1.1 200 ");
    assertThat(isDue()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"evil.example.com", "127.0.0.1.example.com", "0.0.0.0", "10.0.0.1"})
  void no_other_name_is_answered_to(String host) throws IOException {
    String request = post("/callbacks/" + TOKEN, "application/json", BODY);

    assertThat(exchange(request.replace("127.0.0.1", host))).startsWith("HTTP/1.1 421 ");
    assertThat(isDue()).isFalse();
  }

  @Test
  void the_public_name_leads_to_callbacks_alone() throws IOException {
    String request = head("GET", "/", "application/json", 0);

    assertThat(exchange(request.replace("127.0.0.1", "videos.example.com")))
        .startsWith("HTTP/1.1 421 ");
    assertThat(exchange(request)).startsWith("HTTP/1.1 404 ");
  }

  @Test
  void a_request_without_a_host_is_refused() throws IOException {
    assertThat(exchange("POST /callbacks/" + TOKEN + " HTTP/1.1\r\n\r\n"))
        .startsWith("HTTP/1.1 400 ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "BREW"})
  void only_post_is_known(String method) throws IOException {
    String answer = exchange(head(method, "/callbacks/" + TOKEN, "application/json", 0));

    assertThat(answer).startsWith("HTTP/1.1 405 ").containsIgnoringCase("\nallow: POST");
    assertThat(answer).doesNotContainIgnoringCase("access-control");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/callbacks/",
        "/callbacks/short",
        "/callbacks/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/more",
        "/callbacks/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'",
        "/callbacks/BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB",
        "/callbacks",
        "/",
      })
  void what_is_not_known_is_not_found(String path) throws IOException {
    assertThat(exchange(post(path, "application/json", BODY))).startsWith("HTTP/1.1 404 ");
    assertThat(isDue()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/jsonp",
        "",
      })
  void only_json_is_taken(String type) throws IOException {
    assertThat(exchange(post("/callbacks/" + TOKEN, type, BODY))).startsWith("HTTP/1.1 415 ");
    assertThat(isDue()).isFalse();
  }

  @Test
  void nothing_packed_is_taken() throws IOException {
    String request = post("/callbacks/" + TOKEN, "application/json", BODY);

    assertThat(exchange(request.replace("\r\n\r\n", "\r\nContent-Encoding: gzip\r\n\r\n")))
        .startsWith("HTTP/1.1 415 ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "null", "{\"request_id\": \"../x\", \"status\": \"A\"}"})
  void a_body_that_names_no_request_is_refused(String body) throws IOException {
    assertThat(exchange(post("/callbacks/" + TOKEN, "application/json", body)))
        .startsWith("HTTP/1.1 400 ");
    assertThat(isDue()).isFalse();
  }

  @Test
  void a_body_above_64_kib_is_refused_before_it_is_sent() throws IOException {
    assertThat(exchange(head("POST", "/callbacks/" + TOKEN, "application/json", 65_537)))
        .startsWith("HTTP/1.1 413 ");
  }

  @Test
  void a_body_above_64_kib_is_refused_while_it_is_sent() throws IOException {
    String chunk = "10000\r\n" + " ".repeat(65_536) + "\r\n";
    String request =
        "POST /callbacks/%s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
            .formatted(TOKEN);

    assertThat(exchange(request + chunk + chunk + "0\r\n\r\n")).startsWith("HTTP/1.1 413 ");
  }

  @Test
  void a_body_of_64_kib_is_taken() throws IOException {
    String body = BODY + " ".repeat(65_536 - BODY.length());

    assertThat(exchange(post("/callbacks/" + TOKEN, "application/json", body)))
        .startsWith("HTTP/1.1 200 ");
  }

  @ParameterizedTest
  @CsvSource({"Cookie, 9000", "X-Large, 100000"})
  void large_headers_are_refused(String name, int length) throws IOException {
    String request = post("/callbacks/" + TOKEN, "application/json", BODY);
    String header = "\r\n%s: %s\r\n\r\n".formatted(name, "x".repeat(length));

    assertThat(exchange(request.replace("\r\n\r\n", header))).matches("(?s)HTTP/1.1 4\\d\\d .*");
    assertThat(isDue()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "hello\r\n\r\n", "\u0016\u0003\u0001"})
  void what_is_no_http_is_cut_off(String bytes) throws IOException {
    try (Socket socket = connect()) {
      socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
      socket.shutdownOutput();
      assertThat(answer(socket)).matches("(?s)(HTTP/[12].[01] (4\\d\\d|50[15]) .*)?");
    }
  }

  @Test
  void it_says_that_it_cannot_store_a_callback() throws IOException {
    jobs.ledger().close();

    assertThat(exchange(post("/callbacks/" + TOKEN, "application/json", BODY)))
        .startsWith("HTTP/1.1 503 ");
  }

  @Test
  void a_callback_that_comes_before_the_answer_is_kept() throws IOException {
    Job accepted = jobs.accepted("other");
    Job intent = accepted.submitting(jobs.now().plus(TestJobs.LEASE));
    String token = "C".repeat(43);
    String hash = CallbackAddresses.hash(token);
    Job begun = jobs.ledger().move(Move.of(accepted, intent).calledBackWith(hash));

    String body = BODY.replace("req-clip", "req-other");
    assertThat(exchange(post("/callbacks/" + token, "application/json", body)))
        .startsWith("HTTP/1.1 200 ");
    jobs.ledger()
        .settle(begun, new Answer(jobs.now(), SubmitOutcome.ANSWER_LOST, "reset", null), null);

    assertThat(jobs.ledger().callbacks().claimLeads(10))
        .extracting(lead -> lead.requestId())
        .containsExactly("req-other");
    assertThat(jobs.stored(begun).state()).isEqualTo(JobState.IN_DOUBT);
  }

  /** A request line, and a body, that do not come to their end. */
  static List<String> unfinished() {
    String head = head("POST", "/callbacks/" + TOKEN, "application/json", BODY.length());
    return List.of("POST /callbacks/", head + "{");
  }

  @ParameterizedTest
  @MethodSource("unfinished")
  void connections_that_do_not_finish_keep_nobody_out(String beginning) throws IOException {
    List<Socket> silent = new ArrayList<>();
    try {
      for (int i = 0; i < 1100; i++) {
        Socket socket = connect();
        socket.getOutputStream().write(beginning.getBytes(StandardCharsets.US_ASCII));
        silent.add(socket);
      }

      assertThat(exchange(post("/callbacks/" + TOKEN, "application/json", BODY)))
          .startsWith("HTTP/1.1 200 ");
      assertThat(silent.get(0).getInputStream().read()).as("the oldest made room").isEqualTo(-1);
    } finally {
      for (Socket socket : silent) {
        socket.close();
      }
    }
  }

  @Test
  void a_request_that_is_given_up_leaves_its_place_to_others() throws IOException {
    for (int i = 0; i < 1100; i++) {
      try (Socket socket = connect()) {
        socket.getOutputStream().write(unfinished().get(1).getBytes(StandardCharsets.US_ASCII));
      }
    }

    try (Socket kept = connect()) {
      kept.getOutputStream().write(unfinished().get(1).getBytes(StandardCharsets.US_ASCII));
      for (int i = 0; i < 20; i++) {
        assertThat(exchange(post("/callbacks/" + TOKEN, "application/json", BODY)))
            .startsWith("HTTP/1.1 200 ");
      }
      kept.getOutputStream().write(BODY.substring(1).getBytes(StandardCharsets.US_ASCII));

      assertThat(answer(kept)).startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void a_body_that_does_not_come_is_the_callers_fault() throws IOException {
    assertThat(exchange(unfinished().get(1))).startsWith("HTTP/1.1 408 ");
  }

  @Test
  void a_ledger_that_is_busy_is_our_fault() throws Exception {
    String other = "jdbc:sqlite:" + home.resolve("ledger.db");
    try (Connection busy = DriverManager.getConnection(other);
        Statement statement = busy.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");

      assertThat(exchange(post("/callbacks/" + TOKEN, "application/json", BODY)))
          .startsWith("HTTP/1.1 503 ");
      statement.execute("ROLLBACK");
    }

    await().untilAsserted(() -> assertThat(isDue()).as("stored late").isTrue());
    assertThat(exchange(post("/callbacks/" + TOKEN, "application/json", BODY)))
        .startsWith("HTTP/1.1 200 ");
  }

  @Test
  void a_connection_that_sends_its_request_drop_by_drop_is_closed() throws IOException {
    try (Socket socket = connect()) {
      socket.getOutputStream().write("POST /call".getBytes(StandardCharsets.US_ASCII));
      assertThat(exchange(post("/callbacks/" + TOKEN, "application/json", BODY)))
          .startsWith("HTTP/1.1 200 ");
      socket.getOutputStream().write("backs".getBytes(StandardCharsets.US_ASCII));
      clock.advance(Connections.LONGEST_IDLE.plusMillis(1));

      InputStream in = socket.getInputStream();
      await().until(() -> in.read() == -1);
    }
  }

  @Test
  void a_connection_may_carry_several_callbacks() throws IOException {
    try (Socket socket = connect()) {
      String once =
          post("/callbacks/" + TOKEN, "application/json", BODY)
              .replace("Connection: close\r\n", "");
      String last = post("/callbacks/" + TOKEN, "application/json", BODY);
      socket.getOutputStream().write((once + once + last).getBytes(StandardCharsets.US_ASCII));

      assertThat(answer(socket).split("HTTP/1.1 200 ", -1)).hasSize(4);
    }
  }

  @Test
  void who_asks_for_health_keeps_no_callback_waiting() throws Exception {
    CountDownLatch freed = new CountDownLatch(1);
    AtomicInteger looks = new AtomicInteger();
    Check share =
        new Check(
            "share",
            () -> {
              looks.incrementAndGet();
              try {
                freed.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              return Finding.good("there");
            });
    CallbackWatch watch = new CallbackWatch(Duration.ofSeconds(5), Duration.ofSeconds(60), true);
    CallbackReceiver receiver = new CallbackReceiver(jobs.ledger().callbacks(), watch);
    List<Socket> asking = new ArrayList<>();
    try (Health health = new Health("test", List.of(share), clock);
        WebServer other =
            WebServer.start(
                LOOPBACK,
                new Hosts(List.of(), null),
                List.of(receiver, new HealthEndpoint(new Access(null, clock), health, health)),
                clock)) {
      for (int i = 0; i < 70; i++) {
        Socket socket = new Socket(LOOPBACK.getAddress(), other.port());
        asking.add(socket);
        socket
            .getOutputStream()
            .write(head("GET", "/health/ready", "x", 0).getBytes(StandardCharsets.US_ASCII));
      }
      String callback = post("/callbacks/" + TOKEN, "application/json", BODY);
      try (Socket gateway = new Socket(LOOPBACK.getAddress(), other.port())) {
        gateway.getOutputStream().write(callback.getBytes(StandardCharsets.US_ASCII));
        assertThat(answer(gateway)).startsWith("HTTP/1.1 200 ");
      }

      assertThat(asking.get(0).getInputStream().available()).as("it looks still").isZero();
      freed.countDown();
      for (Socket socket : asking) {
        assertThat(answer(socket)).contains("\"status\"");
      }
      assertThat(looks).hasValueLessThanOrEqualTo(2);
    } finally {
      freed.countDown();
      for (Socket socket : asking) {
        socket.close();
      }
    }
  }

  @Test
  void what_hangs_does_not_keep_the_program_from_ending() throws Exception {
    CountDownLatch hanging = new CountDownLatch(1);
    CountDownLatch freed = new CountDownLatch(1);
    WebPart disk =
        (router, connections) ->
            router
                .route("/hang")
                .handler(
                    context -> {
                      hanging.countDown();
                      try {
                        freed.await();
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      }
                    });
    WebServer other = WebServer.start(LOOPBACK, new Hosts(List.of(), null), List.of(disk), clock);
    try (Socket socket = new Socket(LOOPBACK.getAddress(), other.port())) {
      socket
          .getOutputStream()
          .write(head("GET", "/hang", "x", 0).getBytes(StandardCharsets.US_ASCII));
      hanging.await();

      assertTimeoutPreemptively(Duration.ofSeconds(60), other::close);
    } finally {
      freed.countDown();
    }
  }

  @Test
  void a_port_that_is_taken_is_named() {
    assertThatThrownBy(
            () ->
                WebServer.start(
                    new InetSocketAddress(LOOPBACK.getAddress(), web.port()),
                    new Hosts(List.of(), null),
                    List.of(),
                    clock))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("in use");
  }
}
