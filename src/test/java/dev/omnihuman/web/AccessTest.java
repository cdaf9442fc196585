package dev.omnihuman.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.omnihuman.testing.TestClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is let in, byte for byte as browsers and programs ask. */
class AccessTest {

  private static final String TOKEN = "a-token-of-24-characters";

  private static final Pattern COOKIE = Pattern.compile("(omnihuman-session-[0-9]+=[^;]*);");

  private final TestClock clock = new TestClock();
  private WebServer web;

  private void listen(@Nullable AccessToken token) throws IOException {
    WebPart numbers =
        (router, connections) -> {
          router.get("/").handler(context -> context.end("page"));
          router.get("/metrics").handler(context -> context.end("numbers"));
          router.get("/api/jobs").handler(context -> context.end("jobs"));
          JsonPosts.serve(
              router,
              "/api/pause",
              connections,
              context -> context.next(),
              context -> context.end("paused"));
        };
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    Hosts hosts = new Hosts(List.of("videos.example.com"), null);
    web = WebServer.start(address, hosts, List.of(new Access(token, clock), numbers), clock);
  }

  @AfterEach
  void close() {
    web.close();
  }

  private String ask(String requestLine, String body, String... headers) throws IOException {
    StringBuilder request = new StringBuilder(requestLine).append(" HTTP/1.1\r\n");
    if (List.of(headers).stream().noneMatch(header -> header.startsWith("Host:"))) {
      request.append("Host: 127.0.0.1:").append(web.port()).append("\r\n");
    }
    for (String header : headers) {
      request.append(header.replace("PORT", String.valueOf(web.port()))).append("\r\n");
    }
    if (!body.isEmpty()) {
      request.append("Content-Type: application/json\r\n");
    }
    request.append("Content-Length: ").append(body.length()).append("\r\n");
    request.append("Connection: close\r\n\r\n").append(body);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), web.port())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.UTF_8));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private String signIn(String token, String... headers) throws IOException {
    return ask("POST /api/session", "{\"token\": \"%s\"}".formatted(token), headers);
  }

  private static String cookie(String answer) {
    Matcher matcher = COOKIE.matcher(answer);
    assertThat(matcher.find()).as(answer).isTrue();
    return "Cookie: " + matcher.group(1);
  }

  private static int status(String answer) {
    return Integer.parseInt(answer.substring(9, 12));
  }

  @Test
  void without_a_token_nobody_is_asked() throws IOException {
    listen(null);

    assertThat(ask("GET /api/jobs", "")).startsWith("HTTP/1.1 200 ").endsWith("jobs");
    assertThat(ask("GET /metrics", "")).endsWith("numbers");
    assertThat(ask("POST /api/pause", "{}")).endsWith("paused");
    assertThat(status(signIn(TOKEN))).isEqualTo(404);
  }

  @Test
  void with_a_token_all_but_the_bare_page_wants_it() throws IOException {
    listen(new AccessToken(TOKEN));

    assertThat(ask("GET /", "")).endsWith("page");
    assertThat(status(ask("GET /metrics", ""))).isEqualTo(401);
    assertThat(ask("GET /api/jobs", ""))
        .startsWith("HTTP/1.1 401 ")
        .containsIgnoringCase("www-authenticate: Bearer");
    assertThat(status(ask("POST /api/pause", "{}"))).isEqualTo(401);
    assertThat(status(ask("GET /nowhere", ""))).isEqualTo(401);
    assertThat(status(ask("GET /api/jobs", "", "Authorization: Bearer " + TOKEN + "x")))
        .isEqualTo(401);
    assertThat(ask("GET /api/jobs", "", "Authorization: Bearer " + TOKEN)).endsWith("jobs");
    assertThat(ask("POST /api/pause", "{}", "Authorization: bearer " + TOKEN)).endsWith("paused");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /assets/../api/jobs",
        "GET /%61pi/jobs",
        "GET //api/jobs",
        "GET /health/../metrics"
      })
  void no_other_spelling_leads_past_it(String request) throws IOException {
    listen(new AccessToken(TOKEN));

    assertThat(ask(request, "")).doesNotEndWith("jobs").doesNotEndWith("numbers");
  }

  @Test
  void a_browser_shows_the_token_once() throws IOException {
    listen(new AccessToken(TOKEN));
    String answer = signIn(TOKEN, "Origin: http://127.0.0.1:PORT", "Sec-Fetch-Site: same-origin");

    assertThat(answer)
        .startsWith("HTTP/1.1 204 ")
        .containsIgnoringCase("httponly")
        .contains("SameSite=Strict");
    assertThat(answer).doesNotContain("Secure").doesNotContain(TOKEN);
    assertThat(ask("GET /api/jobs", "", cookie(answer))).endsWith("jobs");

    clock.advance(Sessions.LONGEST);
    assertThat(status(ask("GET /api/jobs", "", cookie(answer)))).isEqualTo(401);
  }

  @Test
  void another_of_our_ports_on_this_machine_does_not_sign_it_out() throws IOException {
    listen(new AccessToken(TOKEN));
    String cookie = cookie(signIn(TOKEN));

    assertThat(cookie).startsWith("Cookie: omnihuman-session-" + web.port() + "=");
    String both = cookie + "; omnihuman-session-1=of-another";
    assertThat(ask("GET /api/jobs", "", both)).endsWith("jobs");
  }

  @Test
  void whoever_is_taken_for_another_site_learns_what_a_proxy_must_do() throws IOException {
    listen(null);

    assertThat(
            ask(
                "POST /api/pause",
                "{}",
                "Origin: https://videos.example.com",
                "Sec-Fetch-Site: same-origin"))
        .startsWith("HTTP/1.1 403 ")
        .contains("called as https://videos.example.com, but Host says 127.0.0.1:" + web.port())
        .contains("proxy");
  }

  @Test
  void behind_tls_the_cookie_goes_over_tls_only() throws IOException {
    listen(new AccessToken(TOKEN));

    assertThat(signIn(TOKEN, "Host: videos.example.com", "Origin: https://videos.example.com"))
        .startsWith("HTTP/1.1 204 ")
        .contains("Secure");
  }

  @Test
  void whoever_signs_out_is_out() throws IOException {
    listen(new AccessToken(TOKEN));
    String cookie = cookie(signIn(TOKEN));

    assertThat(status(ask("DELETE /api/session", "", cookie))).isEqualTo(204);
    assertThat(status(ask("GET /api/jobs", "", cookie))).isEqualTo(401);
  }

  @ParameterizedTest
  @CsvSource({"wrong-token, 401", "'', 401"})
  void a_wrong_token_opens_nothing(String token, int status) throws IOException {
    listen(new AccessToken(TOKEN));

    assertThat(signIn(token)).startsWith("HTTP/1.1 " + status).doesNotContain("omnihuman-session");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "[]", "{\"token\": 7}", "null"})
  void what_is_no_token_is_a_bad_request(String body) throws IOException {
    listen(new AccessToken(TOKEN));

    assertThat(status(ask("POST /api/session", body))).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Sec-Fetch-Site: cross-site",
        "Sec-Fetch-Site: same-site",
        "Origin: http://evil.example",
        "Origin: http://127.0.0.1:1",
        "Origin: null"
      })
  void pages_of_other_sites_get_at_nothing(String header) throws IOException {
    listen(null);

    assertThat(status(ask("POST /api/pause", "{}", header))).isEqualTo(403);
    assertThat(status(ask("GET /api/jobs", "", header))).isEqualTo(403);
  }

  @Test
  void our_own_page_acts() throws IOException {
    listen(null);

    assertThat(
            ask(
                "POST /api/pause",
                "{}",
                "Origin: http://127.0.0.1:PORT",
                "Sec-Fetch-Site: same-origin"))
        .endsWith("paused");
  }

  @ParameterizedTest
  @CsvSource({
    "videos.example.com, 200",
    "127.0.0.1, 200",
    "evil.example, 421",
    "127.0.0.1.evil.example, 421"
  })
  void only_its_own_names_lead_to_it(String host, int status) throws IOException {
    listen(null);

    assertThat(status(ask("GET /", "", "Host: " + host))).isEqualTo(status);
  }
}
