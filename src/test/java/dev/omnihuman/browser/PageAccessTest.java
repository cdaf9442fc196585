package dev.omnihuman.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.sun.net.httpserver.HttpServer;
import dev.omnihuman.testing.FakeGateway;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who gets at the page, and what a page of somebody else can do through the operator's browser. */
@Tag("browser")
class PageAccessTest {

  private static final String TOKEN = "a-token-of-24-characters";

  private static Chromium chromium;

  private final FakeGateway gateway = new FakeGateway();

  @TempDir Path home;
  @TempDir Path secrets;
  private Bench bench;

  @BeforeAll
  static void find() {
    chromium = new Chromium();
  }

  @AfterAll
  static void leave() {
    chromium.close();
  }

  @AfterEach
  void stop() {
    bench.close();
    gateway.close();
  }

  private void start() throws Exception {
    bench = new Bench(home, gateway.origin()).start();
  }

  private void startWithToken() throws Exception {
    Path file = Files.writeString(secrets.resolve("token"), TOKEN + "\n");
    bench =
        new Bench(home, gateway.origin())
            .with("omnihuman.http.token-file", file.toString())
            .start();
  }

  private String ask(String requestLine, String body, String... headers) throws IOException {
    String request =
        "%s HTTP/1.1\r\n%s\r\nContent-Type: application/json\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"
            .formatted(requestLine, String.join("\r\n", headers), body.length(), body);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), bench.port())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private boolean isPaused() {
    return !bench.program().ledger().closedGates().isEmpty();
  }

  @Test
  void a_foreign_host_or_origin_is_refused() throws Exception {
    start();
    String own = "Host: 127.0.0.1:" + bench.port();

    assertThat(ask("GET / ", "", "Host: evil.example")).startsWith("HTTP/1.1 4");
    assertThat(ask("GET /", "", "Host: evil.example")).startsWith("HTTP/1.1 421 ");
    assertThat(ask("GET /api/jobs", "", "Host: evil.example")).startsWith("HTTP/1.1 421 ");
    assertThat(ask("POST /api/pause", "{}", own, "Origin: http://evil.example"))
        .startsWith("HTTP/1.1 403 ");
    assertThat(ask("POST /api/pause", "{}", own, "Sec-Fetch-Site: cross-site"))
        .startsWith("HTTP/1.1 403 ");
    assertThat(isPaused()).isFalse();
    assertThat(ask("POST /api/pause", "{}", own)).startsWith("HTTP/1.1 200 ");
    assertThat(isPaused()).isTrue();
  }

  @Test
  void a_page_of_somebody_else_can_neither_read_nor_act_nor_frame() throws Exception {
    start();
    HttpServer foreign =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    byte[] html =
        """
        <!doctype html><title>foreign</title>
        <iframe src="%1$s"></iframe>
        <form id="form" method="post" action="%1$sapi/pause" enctype="text/plain" target="_blank">
        <input name='{"words": "' value='"}'></form>
        """
            .formatted(bench.page())
            .getBytes(StandardCharsets.UTF_8);
    foreign.createContext(
        "/",
        exchange -> {
          exchange.getResponseHeaders().set("Content-Type", "text/html");
          exchange.sendResponseHeaders(200, html.length);
          exchange.getResponseBody().write(html);
          exchange.close();
        });
    foreign.start();
    try (Window window = chromium.window()) {
      Page page = window.page();
      window.open("http://127.0.0.1:%d/".formatted(foreign.getAddress().getPort()));

      String attempt =
          "url => fetch(url, %s).then(it => it.type === 'opaque' ? 'sent' : 'read', () => 'kept out')";
      assertThat(page.evaluate(attempt.formatted("{}"), bench.page() + "api/jobs"))
          .isEqualTo("kept out");
      assertThat(
              page.evaluate(
                  attempt.formatted(
                      "{method: 'POST', body: '{}', headers: {'Content-Type': 'application/json'}}"),
                  bench.page() + "api/pause"))
          .isEqualTo("kept out");
      page.evaluate(
          attempt.formatted("{method: 'POST', mode: 'no-cors', body: '{}'}"),
          bench.page() + "api/pause");
      Page answer =
          page.waitForPopup(() -> page.evaluate("document.getElementById('form').submit()"));
      answer.waitForLoadState();
      assertThat(answer.content()).contains("error");

      assertThat(page.frames().get(1).locator("#list-view").count()).isZero();
      assertThat(isPaused()).isFalse();
    } finally {
      foreign.stop(0);
    }
  }

  @Test
  void with_a_token_the_page_asks_for_it_and_keeps_the_session() throws Exception {
    startWithToken();
    bench.program().dropJobs("clip");
    bench.program().awaitFiles("done/clip.json");
    try (Window window = chromium.window()) {
      Page page = window.page();
      window.open(bench.page());
      assertThat(page.locator("#token")).isFocused();
      assertThat(page.locator("body")).not().containsText("clip");

      page.locator("#token").fill("not-the-token-of-24-chars");
      page.keyboard().press("Enter");
      assertThat(page.locator("#sign-in-problem")).hasText("This is not the token.");

      page.locator("#token").fill(TOKEN);
      page.keyboard().press("Enter");
      window.awaitRowState("clip", "Delivered");
      assertThat(page.locator("#sign-in")).isHidden();
      page.reload();
      window.awaitRowState("clip", "Delivered");
      assertThat(page.evaluate("document.cookie")).as("no script sees it").isEqualTo("");

      window.button("Sign out").click();
      assertThat(page.locator("#token")).isVisible();
      assertThat(page.locator("#rows li")).hasCount(0);
      window.assertNoComplaints();
    }
  }

  @Test
  void a_session_that_ended_leads_to_the_sign_in_and_from_there_on() throws Exception {
    startWithToken();
    try (Window window = chromium.window()) {
      Page page = window.page();
      window.open(bench.page());
      page.locator("#token").fill(TOKEN);
      page.keyboard().press("Enter");
      page.locator("#empty").getByText("No job yet.").waitFor();

      bench.stop();
      bench.start();
      assertThat(page.locator("#token")).isVisible();
      page.locator("#token").fill(TOKEN);
      page.keyboard().press("Enter");
      bench.program().dropJobs("clip");

      window.awaitRowState("clip", "Delivered");
      window.assertNoComplaints();
    }
  }
}
