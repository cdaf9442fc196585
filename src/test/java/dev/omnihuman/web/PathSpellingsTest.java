package dev.omnihuman.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.omnihuman.testing.TestClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** No spelling of a path leads past who may call it by which name, and with which token. */
class PathSpellingsTest {

  private static final String TOKEN = "a-token-of-24-characters";
  private static final String PUBLIC = "videos.example.com";
  private static final String SEEN = "what-only-we-may-see";

  private static final List<String> SPELLINGS =
      List.of(
          "/callbacks/..%s",
          "/callbacks/../%s",
          "/callbacks/x/../..%s",
          "/callbacks/%%2e%%2e%s",
          "/callbacks/%%2E%%2e%s",
          "/callbacks/.%%2e%s",
          "/callbacks/%%2e.%s",
          "/callbacks/..%%2f%s",
          "/callbacks%%2F..%s",
          "/callbacks/..%%5c%s",
          "/callbacks/..\\%s",
          "/callbacks/.%s",
          "/callbacks//..%s",
          "//callbacks/..%s",
          "/assets/..%s",
          "/health/%%2e%%2e%s",
          "/.%s",
          "/%s",
          "http://localhost/callbacks/..%s");

  private static final List<WebServer> SERVERS = new ArrayList<>();

  /** One that asks for no token, and one that does. */
  @BeforeAll
  static void listen() throws IOException {
    SERVERS.add(listen(null));
    SERVERS.add(listen(new AccessToken(TOKEN)));
  }

  @AfterAll
  static void close() {
    SERVERS.forEach(WebServer::close);
  }

  static List<Arguments> spelled() {
    List<Arguments> all = new ArrayList<>();
    for (String spelling : SPELLINGS) {
      for (String path : List.of("/api/jobs", "/", "/metrics", "/api/pause")) {
        all.add(Arguments.of(spelling.formatted(path), path));
      }
    }
    return all;
  }

  private static String ask(
      WebServer web, String path, boolean act, String host, @Nullable String token)
      throws IOException {
    String request =
        """
        %s %s HTTP/1.1\r
        Host: %s\r
        Connection: close\r
        %sContent-Type: application/json\r
        Content-Length: 2\r
        \r
        {}"""
            .formatted(
                act ? "POST" : "GET",
                path,
                host,
                token == null ? "" : "Authorization: Bearer " + token + "\r\n");
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), web.port())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static WebServer listen(@Nullable AccessToken token) throws IOException {
    TestClock clock = new TestClock();
    WebPart seen =
        (router, connections) -> {
          for (String path : List.of("/", "/metrics", "/api/jobs")) {
            router.get(path).handler(context -> context.end(SEEN));
          }
          JsonPosts.serve(
              router,
              "/api/pause",
              connections,
              context -> context.next(),
              context -> context.end(SEEN));
        };
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    Hosts hosts = new Hosts(List.of(), URI.create("https://" + PUBLIC));
    return WebServer.start(address, hosts, List.of(new Access(token, clock), seen), clock);
  }

  @ParameterizedTest
  @MethodSource("spelled")
  void another_spelling_leads_nowhere(String spelling, String path) throws IOException {
    boolean act = path.equals("/api/pause");
    for (WebServer web : SERVERS) {
      for (String host : List.of(PUBLIC, "localhost")) {
        assertThat(ask(web, spelling, act, host, null))
            .as("%s under %s", spelling, host)
            .startsWith("HTTP/1.1 400 ")
            .doesNotContain(SEEN);
      }
      assertThat(ask(web, spelling, act, PUBLIC, TOKEN)).startsWith("HTTP/1.1 400 ");
    }
  }

  @ParameterizedTest
  @CsvSource({"/api/jobs", "/", "/metrics", "/api/pause", "http://localhost/api/jobs"})
  void the_plain_one_is_judged_by_name_and_token(String path) throws IOException {
    boolean act = path.equals("/api/pause");
    WebServer web = SERVERS.get(1);
    assertThat(ask(web, path, act, PUBLIC, TOKEN)).startsWith("HTTP/1.1 421 ");
    assertThat(ask(web, path, act, "localhost", null))
        .startsWith(path.equals("/") ? "HTTP/1.1 200 " : "HTTP/1.1 401 ");
    assertThat(ask(web, path, act, "localhost", TOKEN)).endsWith(SEEN);
  }
}
