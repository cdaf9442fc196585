package dev.omnihuman.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.omnihuman.settings.ApiKey;
import dev.omnihuman.testing.RawPeer;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What leaves this machine: one request, with the key for the gateway and for nobody else. */
class GatewayHttpPolicyTest {

  private static final String KEY = "sk-very-secret";
  private static final String RETRY_AFTER = "Retry-After: 0\r\n";

  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

  @AfterEach
  void stop_the_timer() {
    timer.shutdownNow();
  }

  @Test
  void should_send_the_key_to_the_configured_origin() throws Exception {
    try (RawPeer gateway = RawPeer.answering("200 OK", "", "{}")) {
      get(client(policy(gateway.uri(""))), gateway.uri("/v2/requests/status/x"));

      assertThat(onlyRequest(gateway).header(GatewayHttpPolicy.KEY_HEADER)).containsExactly(KEY);
    }
  }

  @Test
  void should_not_send_the_key_to_another_port() throws Exception {
    try (RawPeer gateway = RawPeer.answering("200 OK", "", "{}");
        RawPeer stranger = RawPeer.answering("200 OK", "", "{}")) {
      get(client(policy(gateway.uri(""))), stranger.uri("/"));

      assertNoKeyIn(onlyRequest(stranger));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://localhost:%d", "https://127.0.0.1:%d", "http://127.0.0.1"})
  void should_not_send_the_key_when_the_origin_has_another_name_scheme_or_port(String origin)
      throws Exception {
    try (RawPeer stranger = RawPeer.answering("200 OK", "", "{}")) {
      URI configured = URI.create(origin.formatted(stranger.port()));

      get(client(policy(configured)), stranger.uri("/"));

      assertNoKeyIn(onlyRequest(stranger));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "503 Service Unavailable, 503",
    "429 Too Many Requests, 429",
    "500 Internal Server Error, 500",
    "408 Request Timeout, 408",
    "401 Unauthorized, 401"
  })
  void should_not_send_a_post_again_when_the_gateway_answers(String status, int code)
      throws Exception {
    try (RawPeer gateway = RawPeer.answering(status, RETRY_AFTER, "{}")) {
      assertThat(
              post(
                  client(policy(gateway.uri("")).forSubmits(CallbackAddresses.none(), () -> true)),
                  gateway.uri("/")))
          .isEqualTo(code);

      assertThat(gateway.requests()).hasSize(1);
    }
  }

  @ParameterizedTest
  @CsvSource({"302 Found, 302", "303 See Other, 303", "307 Temporary Redirect, 307", "308 P, 308"})
  void should_not_follow_a_redirect(String status, int code) throws Exception {
    try (RawPeer elsewhere = RawPeer.answering("202 Accepted", "", "{\"request_id\":\"x\"}");
        RawPeer gateway =
            RawPeer.answering(status, "Location: " + elsewhere.uri("/x") + "\r\n", "")) {
      CloseableHttpClient client =
          client(policy(gateway.uri("")).forSubmits(CallbackAddresses.none(), () -> true));

      assertThat(post(client, gateway.uri("/"))).isEqualTo(code);

      assertThat(gateway.requests()).hasSize(1);
      assertThat(elsewhere.requests()).isEmpty();
    }
  }

  @Test
  void should_not_keep_cookies() throws Exception {
    try (RawPeer gateway = RawPeer.answering("200 OK", "Set-Cookie: a=b; Path=/\r\n", "{}")) {
      CloseableHttpClient client = client(policy(gateway.uri("")));
      get(client, gateway.uri("/"));
      get(client, gateway.uri("/"));

      assertThat(gateway.requests())
          .hasSize(2)
          .allSatisfy(request -> assertThat(request.header("Cookie")).isEmpty());
    }
  }

  @Test
  void should_not_ask_for_a_compressed_answer() throws Exception {
    try (RawPeer gateway = RawPeer.answering("200 OK", "", "{}")) {
      get(client(policy(gateway.uri(""))), gateway.uri("/"));

      assertThat(onlyRequest(gateway).header("Accept-Encoding"))
          .allSatisfy(encoding -> assertThat(encoding).isEqualTo("identity"));
    }
  }

  @Test
  void should_give_each_paid_call_a_connection_of_its_own() throws Exception {
    try (RawPeer gateway = RawPeer.answering("202 Accepted", "", "{}")) {
      CloseableHttpClient client =
          client(policy(gateway.uri("")).forSubmits(CallbackAddresses.none(), () -> true));
      post(client, gateway.uri("/"));
      post(client, gateway.uri("/"));

      assertThat(gateway.requests()).extracting(RawPeer.Request::connection).containsExactly(1, 2);
    }
  }

  @Test
  void should_let_free_calls_share_a_connection() throws Exception {
    try (RawPeer gateway = RawPeer.answering("200 OK", "", "{}")) {
      CloseableHttpClient client = client(policy(gateway.uri("")));
      get(client, gateway.uri("/"));
      get(client, gateway.uri("/"));

      assertThat(gateway.requests()).extracting(RawPeer.Request::connection).containsExactly(1, 1);
    }
  }

  private GatewayHttpPolicy policy(URI origin) {
    return new GatewayHttpPolicy(
        origin, () -> ApiKey.ofSimulator(KEY), Duration.ofSeconds(60), timer, Outbound.direct());
  }

  private static CloseableHttpClient client(HttpClientConfigurer policy) {
    HttpClientBuilder builder = HttpClientBuilder.create();
    policy.configureHttpClient(builder);
    return builder.build();
  }

  private static int get(CloseableHttpClient client, URI uri) throws IOException {
    return status(client, new HttpGet(uri));
  }

  private static int post(CloseableHttpClient client, URI uri) throws IOException {
    HttpPost post = new HttpPost(uri);
    post.setEntity(new StringEntity("{}"));
    return status(client, post);
  }

  private static int status(CloseableHttpClient client, HttpUriRequestBase request)
      throws IOException {
    return client.execute(request, response -> response.getCode());
  }

  private static RawPeer.Request onlyRequest(RawPeer peer) {
    assertThat(peer.requests()).hasSize(1);
    return peer.requests().get(0);
  }

  private static void assertNoKeyIn(RawPeer.Request request) {
    assertThat(request.headers()).noneMatch(header -> header.contains(KEY));
    assertThat(request.header(GatewayHttpPolicy.KEY_HEADER)).isEmpty();
  }
}
