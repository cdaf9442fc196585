package dev.omnihuman.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.omnihuman.testing.TestClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The page's files, as they are served and as they are written. */
class StatusPageTest {

  private static final Path FILES = Path.of("src", "main", "resources", "page");

  private static final Pattern NAMED = Pattern.compile("\"(?:\\./|/assets/)([\\w.]+)\"");

  private final HttpClient client = HttpClient.newHttpClient();
  private WebServer web;

  @BeforeEach
  void listen() throws IOException {
    TestClock clock = new TestClock();
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    List<WebPart> parts = List.of(new Access(new AccessToken("x".repeat(24)), clock), page());
    web = WebServer.start(address, new Hosts(List.of(), null), parts, clock);
  }

  private static StatusPage page() {
    return new StatusPage();
  }

  @AfterEach
  void close() {
    web.close();
  }

  private HttpResponse<String> ask(String method, String path, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + web.port() + path))
            .method(method, BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private static String header(HttpResponse<?> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }

  private static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(FILES)) {
      return files.sorted().toList();
    }
  }

  private static List<String> scriptsAndIndex() throws IOException {
    List<String> texts = new ArrayList<>();
    for (Path file : files()) {
      if (file.toString().matches(".*\\.(js|html)")) {
        texts.add(Files.readString(file));
      }
    }
    return texts;
  }

  @ParameterizedTest
  @CsvSource({
    "/, text/html; charset=utf-8",
    "/assets/page.js, text/javascript; charset=utf-8",
    "/assets/page.css, text/css; charset=utf-8",
    "/assets/icon.svg, image/svg+xml",
    "/assets/uPlot.esm.js, text/javascript; charset=utf-8",
    "/assets/uPlot.min.css, text/css; charset=utf-8"
  })
  void each_file_comes_without_a_token_as_what_it_is(String path, String type) throws Exception {
    HttpResponse<String> answer = ask("GET", path);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(header(answer, "Content-Type")).isEqualTo(type);
    assertThat(header(answer, "Cache-Control")).isEqualTo("no-cache");
    assertThat(header(answer, "X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(header(answer, "Content-Security-Policy"))
        .contains("default-src 'none'", "script-src 'self'")
        .doesNotContain("unsafe");
    assertThat(answer.body()).isNotEmpty();
  }

  @Test
  void what_a_browser_has_is_not_sent_again_until_it_changes() throws Exception {
    String tag = header(ask("GET", "/assets/page.js"), "ETag");

    assertThat(tag).matches("\"[0-9a-f]{32}\"");
    HttpResponse<String> again = ask("GET", "/assets/page.js", "If-None-Match", tag);
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    assertThat(ask("GET", "/assets/page.js", "If-None-Match", "\"old\"").statusCode())
        .isEqualTo(200);
  }

  @Test
  void a_HEAD_tells_the_length_and_sends_nothing() throws Exception {
    HttpResponse<String> answer = ask("HEAD", "/");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(header(answer, "Content-Length"))
        .isEqualTo(String.valueOf(Files.size(FILES.resolve("index.html"))));
  }

  @Test
  void it_can_be_read_and_nothing_else() throws Exception {
    for (String method : List.of("POST", "PUT", "DELETE", "OPTIONS")) {
      HttpResponse<String> answer = ask(method, "/");
      assertThat(answer.statusCode()).isEqualTo(405);
      assertThat(header(answer, "Allow")).isEqualTo("GET, HEAD");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/assets/",
        "/assets/index.html",
        "/assets/nothing.js",
        "/assets/..%2Findex.html",
        "/assets/%2e%2e/%2e%2e/logback.xml",
        "/assets/../../logback.xml",
        "/assets//etc/passwd",
        "/page/page.js"
      })
  void what_is_not_named_is_not_there(String path) throws Exception {
    // By hand, because a client would tidy the path up.
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), web.port())) {
      socket.setSoTimeout(20_000);
      String request =
          "GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".formatted(path);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      assertThat(answer).matches("(?s)HTTP/1\\.1 40[014] .*").doesNotContain("root:", "import ");
    }
  }

  @Test
  void every_file_is_served_and_every_name_in_them_is_one_of_those() throws Exception {
    assertThat(files())
        .extracting(file -> file.getFileName().toString())
        .filteredOn(name -> !name.equals("index.html"))
        .containsExactlyInAnyOrderElementsOf(StatusPage.OUR_ASSETS);
    for (String text : scriptsAndIndex()) {
      for (MatchResult named : NAMED.matcher(text).results().toList()) {
        assertThat(ask("GET", StatusPage.ASSETS + named.group(1)).statusCode())
            .as(named.group())
            .isEqualTo(200);
      }
    }
  }

  @Test
  void text_never_becomes_markup_or_a_script() throws Exception {
    assertThat(scriptsAndIndex())
        .allSatisfy(
            text ->
                assertThat(text)
                    .doesNotContainPattern("(?i)(inner|outer)HTML|insertAdjacentHTML|srcdoc")
                    .doesNotContainPattern("(?i)document\\.write|DOMParser|setHTML|ContextualFrag")
                    .doesNotContainPattern("\\beval\\(|new Function|javascript:|setTimeout\\(\"")
                    .doesNotContainPattern("cssText|\"style\"|\\sstyle="));
  }

  @Test
  void the_index_holds_no_script_and_no_style_of_its_own() throws Exception {
    assertThat(Files.readString(FILES.resolve("index.html")))
        .doesNotContainPattern("(?is)<style|<script(?![^>]*\\ssrc=)|\\son\\w+=")
        .doesNotContainPattern("(?i)(src|href)=\"(https?:)?//");
  }
}
