package dev.omnihuman.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.omnihuman.job.Job;
import dev.omnihuman.settings.ApiKey;
import dev.omnihuman.testing.RawPeer;
import dev.omnihuman.testing.TestJobs;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What surely never left may be sent again, what may have arrived must not: never mix them up. */
@Timeout(value = 30, threadMode = ThreadMode.SEPARATE_THREAD)
class GatewayHttpPolicyFaultsTest {

  private static final String GOOD = "{\"request_id\": \"abc\"}";

  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

  @AfterEach
  void stop_the_timer() {
    timer.shutdownNow();
  }

  @Test
  void should_say_not_sent_when_nobody_listens() throws Exception {
    RawPeer gone = RawPeer.answering("200 OK", "", "");
    gone.close();

    assertThatThrownBy(() -> post(gone.uri("/"))).isInstanceOf(RequestNotSentException.class);
  }

  @Test
  void should_say_not_sent_when_the_host_has_no_address() {
    assertThatThrownBy(() -> post(URI.create("http://does-not-exist.invalid/")))
        .isInstanceOf(RequestNotSentException.class)
        .hasMessageContaining("does-not-exist.invalid");
  }

  @Test
  void should_say_not_sent_when_tls_fails() throws Exception {
    try (ServerSocket plain = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      CompletableFuture<Void> answered =
          CompletableFuture.runAsync(
              () -> {
                try (Socket connection = plain.accept()) {
                  RawPeer.write(connection, "HTTP/1.1 400 Bad Request\r\n\r\n");
                  connection.getInputStream().transferTo(OutputStream.nullOutputStream());
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });

      assertThatThrownBy(() -> post(https(plain.getLocalPort())))
          .isInstanceOf(RequestNotSentException.class)
          .hasMessageContaining("TLS");
      assertThat(answered).succeedsWithin(Duration.ofSeconds(20));
    }
  }

  @Test
  void should_say_not_sent_when_tls_is_not_done_by_the_deadline() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    try (RawPeer silent = new RawPeer((request, socket) -> never.await())) {
      URI uri = https(silent.port());

      assertThatThrownBy(() -> post(uri, policy(uri, 1)))
          .isInstanceOf(RequestNotSentException.class);
    }
  }

  @Test
  void should_say_answer_lost_when_the_connection_is_reset_after_the_request() throws Exception {
    try (RawPeer gateway = new RawPeer((request, socket) -> RawPeer.reset(socket))) {
      assertThatThrownBy(() -> post(gateway.uri("/"))).isInstanceOf(AnswerLostException.class);
      assertThat(gateway.requests()).hasSize(1);
    }
  }

  @Test
  void should_say_answer_lost_when_the_connection_is_closed_without_an_answer() throws Exception {
    try (RawPeer gateway = new RawPeer((request, socket) -> socket.close())) {
      assertThatThrownBy(() -> post(gateway.uri("/"))).isInstanceOf(AnswerLostException.class);
      assertThat(gateway.requests()).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 20",
        "HTTP/1.1 202 Accepted\r\nContent-Le",
        "HTTP/1.1 202 Accepted\r\nContent-Length: 22\r\n\r\n{\"request_id\":",
        "HTTP/1.1 202 Accepted\r\nTransfer-Encoding: chunked\r\n\r\n16\r\n{\"request_id\":",
        "HTTP/1.1 202 Accepted\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
        "HTTP/1.1 202 Accepted\r\nContent-Length: -7\r\n\r\n{}",
        "HTTP/1.1 202 Accepted\r\nContent-Length: much\r\n\r\n{}",
        "HTTP/1.1 202 Accepted\r\nno header at all\r\nContent-Length: 2\r\n\r\n{}",
        "HTTP/9.9 202 Accepted\r\nContent-Length: 2\r\n\r\n{}",
        "HTTP/1.1 accepted\r\nContent-Length: 2\r\n\r\n{}",
        "SSH-2.0-OpenSSH_9.2\r\n\r\n"
      })
  void should_say_answer_lost_when_the_answer_is_cut_or_no_http(String answer) throws Exception {
    try (RawPeer gateway = writing(answer)) {
      assertThatThrownBy(() -> post(gateway.uri("/"))).isInstanceOf(AnswerLostException.class);
      assertThat(gateway.requests()).hasSize(1);
    }
  }

  @Test
  void should_keep_the_status_of_a_refusal_when_its_text_is_cut() throws Exception {
    try (RawPeer gateway = writing("HTTP/1.1 402 X\r\nContent-Length: 900\r\n\r\n{\"error\":")) {
      assertThat(post(gateway.uri("/"))).isEqualTo(new Reply(402, "{\"error\":"));
    }
  }

  @Test
  void should_say_answer_lost_when_a_success_is_larger_than_the_cap() throws Exception {
    try (RawPeer gateway = RawPeer.answering("202 Accepted", "", " ".repeat(1 << 20) + GOOD)) {
      assertThatThrownBy(() -> post(gateway.uri("/"))).isInstanceOf(AnswerLostException.class);
    }
  }

  @Test
  void should_keep_the_status_of_an_error_whose_text_never_ends() throws Exception {
    try (RawPeer gateway =
        new RawPeer(
            (request, socket) -> {
              RawPeer.write(socket, "HTTP/1.1 500 X\r\nContent-Type: text/plain\r\n\r\n");
              while (true) {
                RawPeer.write(socket, "oops ".repeat(10_000));
              }
            })) {
      Reply reply = post(gateway.uri("/"));

      assertThat(reply.status()).isEqualTo(500);
      assertThat(reply.body()).startsWith("oops oops").hasSize(GatewayHttpPolicy.LARGEST_ANSWER);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json; charset=utf 8",
        "application/json; charset=\"?!\"",
        "application/json; charset=klingon",
        "/",
        ";;;",
        "json\u0001"
      })
  void should_read_a_good_answer_whatever_its_content_type_says(String contentType)
      throws Exception {
    try (RawPeer gateway =
        RawPeer.answering("202 Accepted", "Content-Type: " + contentType + "\r\n", GOOD)) {
      assertThat(post(gateway.uri("/"))).isEqualTo(new Reply(202, GOOD));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {202, 401})
  void should_not_let_an_answer_that_quotes_the_key_in(int status) throws Exception {
    try (RawPeer gateway = RawPeer.answering(status + " X", "", "{\"error\": \"größe sk-1\"}")) {
      assertThat(post(gateway.uri("/")))
          .isEqualTo(new Reply(status, "{\"error\": \"größe ****\"}"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/callbacks/%s",
        "https:\\/\\/x.com\\/callbacks\\/%s",
        "%%2Fcallbacks%%2f%s",
        "%%252Fcallbacks%%252F%s"
      })
  void should_not_let_an_answer_that_quotes_the_token_of_any_call_in(String quoted)
      throws Exception {
    String text = "{\"error\": \"größe " + quoted + "?\"}";
    try (RawPeer gateway =
        RawPeer.answering("422 X", "", text.formatted("aA0_-".repeat(9).substring(2)))) {
      assertThat(post(gateway.uri("/"))).isEqualTo(new Reply(422, text.formatted("****")));
    }
  }

  @Test
  void should_not_let_an_answer_that_quotes_the_token_of_this_call_in(@TempDir Path home)
      throws Exception {
    try (TestJobs jobs = new TestJobs(home);
        RawPeer gateway =
            new RawPeer(
                (request, socket) -> {
                  String address = request.header(CallbackAddresses.ADDRESS_HEADER).get(0);
                  String token = address.substring(address.lastIndexOf('/') + 1);
                  String answer = "{\"error\": \"token <" + token + ">\"}";
                  RawPeer.write(
                      socket,
                      "HTTP/1.1 400 X\r\nContent-Length: " + answer.length() + "\r\n\r\n" + answer);
                })) {
      CallbackAddresses callbacks =
          new CallbackAddresses(URI.create("https://videos.example.com"), "terminal");
      Job begun = jobs.submitting("clip");
      callbacks.expect(begun, callbacks.token());
      HttpPost post = new HttpPost(gateway.uri("/"));
      post.setHeader(CallbackAddresses.ADDRESS_HEADER, callbacks.reference(begun));

      assertThat(send(post, policy(gateway.uri(""), 60), callbacks))
          .isEqualTo(new Reply(400, "{\"error\": \"token <****>\"}"));
    }
  }

  @Test
  void should_not_even_begin_a_call_after_calls_were_aborted() throws Exception {
    try (RawPeer gateway = RawPeer.answering("200 OK", "", GOOD)) {
      GatewayHttpPolicy policy = policy(gateway.uri(""), 60);
      policy.abortCalls();

      assertThatThrownBy(() -> post(gateway.uri("/"), policy))
          .isInstanceOf(RequestNotSentException.class);
      assertThat(gateway.requests()).isEmpty();
    }
  }

  @Test
  void should_say_answer_lost_when_the_answer_drips_beyond_the_deadline() throws Exception {
    CompletableFuture<RawPeer> self = new CompletableFuture<>();
    try (RawPeer gateway =
        new RawPeer(
            (request, socket) -> {
              RawPeer.write(socket, "HTTP/1.1 202 Accepted\r\nContent-Length: 1000\r\n\r\n");
              while (self.get().pause(Duration.ofMillis(200))) {
                RawPeer.write(socket, " ");
              }
            })) {
      self.complete(gateway);

      assertThatThrownBy(() -> post(gateway.uri("/"), policy(gateway.uri(""), 1)))
          .isInstanceOf(AnswerLostException.class)
          .hasMessageContaining("1 s");
    }
  }

  @Test
  void should_end_a_call_that_hangs_when_calls_are_aborted() throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    try (RawPeer gateway =
        new RawPeer(
            (request, socket) -> {
              arrived.countDown();
              never.await();
            })) {
      GatewayHttpPolicy policy = policy(gateway.uri(""), 60);
      CompletableFuture<Reply> call =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return post(gateway.uri("/"), policy);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
      assertThat(arrived.await(20, TimeUnit.SECONDS)).isTrue();

      policy.abortCalls();

      assertThatThrownBy(() -> call.get(20, TimeUnit.SECONDS))
          .hasRootCauseInstanceOf(IOException.class)
          .hasStackTraceContaining(AnswerLostException.class.getName());
    }
  }

  private record Reply(int status, String body) {}

  private GatewayHttpPolicy policy(URI origin, int seconds) {
    return new GatewayHttpPolicy(
        origin,
        () -> ApiKey.ofSimulator("sk-1"),
        Duration.ofSeconds(seconds),
        timer,
        Outbound.direct());
  }

  /** Writes these bytes and closes the connection. */
  private static RawPeer writing(String bytes) throws IOException {
    return new RawPeer(
        (request, socket) -> {
          RawPeer.write(socket, bytes);
          socket.close();
        });
  }

  private Reply post(URI uri) throws IOException {
    return post(uri, policy(uri, 60));
  }

  private static URI https(int port) {
    return URI.create("https://127.0.0.1:" + port + "/");
  }

  private static Reply post(URI uri, GatewayHttpPolicy policy) throws IOException {
    return send(new HttpPost(uri), policy, CallbackAddresses.none());
  }

  private static Reply send(HttpPost post, GatewayHttpPolicy policy, CallbackAddresses callbacks)
      throws IOException {
    HttpClientBuilder builder = HttpClientBuilder.create();
    policy.forSubmits(callbacks, () -> true).configureHttpClient(builder);
    post.setEntity(new StringEntity("{}"));
    try (CloseableHttpClient client = builder.build()) {
      return client.execute(
          post,
          response ->
              new Reply(
                  response.getCode(),
                  new String(
                      EntityUtils.toByteArray(response.getEntity()), StandardCharsets.UTF_8)));
    }
  }
}
