package dev.omnihuman.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.ColorScheme;
import dev.omnihuman.app.TestBench;
import dev.omnihuman.testing.Answer;
import dev.omnihuman.testing.FakeGateway;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a manifest, a person or the provider writes stays text. */
@Tag("browser")
class PageHostileTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String RIGHT_TO_LEFT = "\u202e";
  private static final String MARKUP =
      "<img src=x onerror=alert(1)><script>alert(1)</script>\"'><svg onload=alert(1)>&lt;b&gt;";
  private static final String EVIL =
      MARKUP + " javascript:alert(1) " + RIGHT_TO_LEFT + "4pm.exe " + "A".repeat(10_000);

  /** A file's name cannot hold a slash. */
  private static final String EVIL_FILE = "<img src=x onerror=alert(1)>\"'" + RIGHT_TO_LEFT;

  private static Chromium chromium;

  private final FakeGateway gateway = new FakeGateway();

  @TempDir Path home;
  private Bench bench;
  private Window window;
  private Page page;

  @BeforeAll
  static void find() {
    chromium = new Chromium();
  }

  @AfterAll
  static void leave() {
    chromium.close();
  }

  @BeforeEach
  void start() throws Exception {
    bench = new Bench(home, gateway.origin()).start();
    window = chromium.window(320, 700, ColorScheme.LIGHT);
    page = window.page();
  }

  @AfterEach
  void stop() {
    window.close();
    bench.close();
    gateway.close();
  }

  private void assertHarmless() {
    window.assertNoComplaints();
    window.assertFits();
    assertThat(page.locator("body img, body script, body svg, body b, iframe, object")).hasCount(0);
    assertThat(page.evaluate("[...document.links].every(it => it.origin === location.origin)"))
        .isEqualTo(true);
  }

  private void drop(String file, String name) throws IOException {
    bench
        .program()
        .drop(
            file + ".json",
            """
            {"name": "%1$s", "image_url": "https://example.com/%1$s.png",
             "audio_url": "https://example.com/a.mp3?x=javascript:alert(1)&y='"}
            """
                .formatted(name));
  }

  @Test
  void a_files_name_and_the_providers_words_are_shown_as_they_are() throws Exception {
    gateway.answersOn(TestBench.image("clip"), Answer.failed(EVIL));
    drop(EVIL_FILE, "clip");
    window.open(bench.page());
    window.awaitRowState("clip", "Failed");
    assertHarmless();
    assertThat(page.locator("#rows")).containsText("<img src=x onerror=alert(1)>\"'⟨U+202E⟩");

    window.openJob("clip");

    assertThat(page.locator("#job-view")).containsText(MARKUP + " javascript:alert(1)");
    assertThat(page.locator("#job-view")).not().containsText(RIGHT_TO_LEFT);
    assertThat(page.locator("#job-view")).containsText("javascript:alert(1)&y='");
    assertHarmless();
  }

  @Test
  void a_gates_cause_and_a_pauses_reason_are_shown_as_they_are() throws Exception {
    gateway.submitsBring(Answer.refused(402, MARKUP, EVIL));
    drop("clip", "clip");
    window.open(bench.page());
    assertThat(page.locator("#attention")).containsText("BALANCE");
    assertThat(page.locator("#attention")).containsText(MARKUP);

    window.button("Pause submits").click();
    page.locator("#ask-input").fill(MARKUP + " for good");
    page.locator("#ask-confirm").click();

    assertThat(page.locator("#attention")).containsText(MARKUP + " for good");
    assertHarmless();
    window.openJob("clip");
    assertThat(page.locator(".job-gates")).containsText(MARKUP);
    assertHarmless();
  }

  @Test
  void what_is_searched_for_is_shown_as_it_is() throws Exception {
    drop("clip", "clip");
    window.open(bench.page());
    window.awaitRowState("clip", "Delivered");

    page.locator("#query").fill(MARKUP);
    assertThat(page.locator("#empty")).containsText("No job found for " + MARKUP);
    assertHarmless();
    window.open(bench.page() + "#/jobs/" + MARKUP.replace("%", "").replace(" ", "%20"));
    assertThat(page.locator("#job-view")).containsText("No such job");
    assertHarmless();
    window.open(bench.page() + "#/?state=" + "%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E");
    assertThat(page.locator("#list-note")).not().isEmpty();
    assertHarmless();
  }

  /** Also what our own checks keep out today, such as markup in a request id. */
  @Test
  void every_text_of_every_answer_may_be_hostile() throws Exception {
    gateway.answersOn(TestBench.image("broken"), Answer.failed("No face."));
    bench.program().dropJobs("clip", "broken");
    bench.program().awaitFiles("done/clip.json", "failed/broken.json");
    String failed = bench.program().job("broken").id();
    String delivered = bench.program().job("clip").id();
    gateway.submitsBring(Answer.refused(402, "Payment Required", "empty"));
    bench.program().dropJobs("waits");
    page.route("**/api/**", PageHostileTest::poison);

    window.open(bench.page());
    assertThat(page.locator("#rows li")).hasCount(3);
    assertThat(page.locator("#attention")).containsText(MARKUP);
    assertHarmless();
    for (String id : List.of(failed, delivered, bench.program().job("waits").id())) {
      page.navigate(bench.page() + "#/jobs/" + id);
      assertThat(page.locator(".job-request")).containsText(MARKUP);
      assertHarmless();
    }
    page.navigate(bench.page() + "#/jobs/" + failed);
    page.locator(".acts button").first().click();
    assertHarmless();
  }

  private static void poison(Route route) {
    if (route.request().url().endsWith("/changes") || route.request().url().contains("/videos/")) {
      route.resume();
      return;
    }
    try {
      APIResponse answer = route.fetch();
      JsonNode poisoned = poisoned(JSON.readTree(answer.body()));
      route.fulfill(
          new Route.FulfillOptions()
              .setStatus(answer.status())
              .setHeaders(Map.of("Content-Type", "application/json"))
              .setBody(poisoned.toString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode poisoned(JsonNode node) {
    if (node instanceof ObjectNode object) {
      object.fieldNames().forEachRemaining(it -> object.set(it, poisoned(object.get(it))));
    } else if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        array.set(i, poisoned(array.get(i)));
      }
    } else if (node.isTextual() && !node.textValue().matches("\\d{4}-\\d{2}-\\d{2}T.*Z")) {
      return TextNode.valueOf(node.textValue() + EVIL);
    }
    return node;
  }
}
