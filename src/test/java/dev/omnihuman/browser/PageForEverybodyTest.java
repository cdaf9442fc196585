package dev.omnihuman.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.ColorScheme;
import dev.omnihuman.app.TestBench;
import dev.omnihuman.testing.Answer;
import dev.omnihuman.testing.FakeGateway;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page with every kind of job, by keyboard, for screen readers, in the dark, on a phone. */
@Tag("browser")
class PageForEverybodyTest {

  private static final FakeGateway GATEWAY = new FakeGateway();

  @TempDir static Path home;
  private static Chromium chromium;
  private static Bench bench;

  @BeforeAll
  static void start() throws Exception {
    chromium = new Chromium();
    GATEWAY.answersOn(TestBench.image("broken"), Answer.failed("The face is turned away."));
    GATEWAY.answersOn(TestBench.image("slow"), Answer.processing());
    GATEWAY.submitsOfBring(TestBench.image("lost"), Answer.acceptedAndLost());
    bench = new Bench(home, GATEWAY.origin()).start();
    bench.program().dropJobs("clip", "broken", "slow", "lost");
    bench.program().awaitFiles("done/clip.json", "failed/broken.json", "working/lost.held.txt");
    GATEWAY.submitsBring(Answer.refused(402, "Payment Required", "The wallet is empty."));
    bench.program().dropJobs("waits", "w".repeat(120));
  }

  @AfterAll
  static void stop() {
    bench.close();
    GATEWAY.close();
    chromium.close();
  }

  private static Window open(int width, ColorScheme scheme) {
    Window window = chromium.window(width, 800, scheme).open(bench.page());
    assertThat(window.page().locator("#rows li")).hasCount(6);
    assertThat(window.page().locator("#attention")).containsText("BALANCE");
    return window;
  }

  @ParameterizedTest
  @CsvSource({"1280, LIGHT", "1280, DARK", "320, LIGHT", "320, DARK"})
  void nothing_grave_is_found_and_nothing_is_cut_off(int width, ColorScheme scheme) {
    try (Window window = open(width, scheme)) {
      Page page = window.page();
      if (page.locator("#charts[open]").count() == 0) {
        page.locator("#charts > summary").click();
      }
      page.locator(".plot canvas").first().waitFor();
      page.getByText("The numbers as a table").click();
      window.assertAccessible();
      window.assertFits();
      for (String name : new String[] {"clip", "broken", "slow", "lost", "w".repeat(120)}) {
        window.openJob(name);
        page.locator(".timeline").waitFor();
        window.assertAccessible();
        window.assertFits();
        page.goBack();
        page.locator("#rows li").first().waitFor();
      }
      window.openJob("lost");
      page.locator(".acts button").first().click();
      window.dialog().waitFor();
      window.assertAccessible();
      window.assertFits();
      page.keyboard().press("Escape");
      window.assertNoComplaints();
    }
  }

  @ParameterizedTest
  @CsvSource({"1280, LIGHT", "320, DARK"})
  void the_sign_in_is_for_everybody_too(int width, ColorScheme scheme) {
    try (Window window = chromium.window(width, 800, scheme)) {
      window
          .page()
          .route(
              "**/api/overview",
              route ->
                  route.fulfill(
                      new Route.FulfillOptions()
                          .setStatus(401)
                          .setBody("{\"error\": \"token wanted\"}")));
      window.open(bench.page());
      window.page().locator("#token").waitFor();
      window.assertAccessible();
      window.assertFits();
    }
  }

  @Test
  void the_whole_way_to_an_act_and_back_is_there_by_keyboard() {
    try (Window window = open(1280, ColorScheme.LIGHT)) {
      Page page = window.page();
      page.keyboard().press("Tab");
      assertThat(page.locator("#skip")).isFocused();
      page.keyboard().press("Enter");
      assertThat(page.locator("#main")).isFocused();
      assertThat(page.url()).isEqualTo(bench.page());

      String broken = bench.program().job("broken").id();
      tabTo(page, "[data-key='%s']".formatted(broken));
      page.keyboard().press("Enter");
      assertThat(page.locator("#job-title")).hasText("broken");
      assertThat(page.locator("#job-title")).isFocused();

      tabTo(page, ".acts button");
      int submits = GATEWAY.submits().size();
      String act = String.valueOf(page.evaluate("document.activeElement.dataset.key"));
      while (!String.valueOf(page.evaluate("document.activeElement.textContent")).contains("…")) {
        page.keyboard().press("Tab");
        act = String.valueOf(page.evaluate("document.activeElement.dataset.key"));
      }
      page.keyboard().press("Enter");
      window.dialog().waitFor();
      assertThat(page.locator("#ask-cancel")).isFocused();
      for (int i = 0; i < 4; i++) {
        page.keyboard().press("Tab");
        assertThat(page.evaluate("document.activeElement.closest('dialog, body').tagName"))
            .as("the focus is in the dialog, or with the browser itself")
            .satisfiesAnyOf(
                it -> assertThat(it).isEqualTo("DIALOG"),
                it ->
                    assertThat(page.evaluate("document.activeElement === document.body"))
                        .isEqualTo(true));
      }
      page.keyboard().press("Escape");

      assertThat(window.dialog()).hasCount(0);
      assertThat(page.locator("[data-key='%s']".formatted(act))).isFocused();
      assertThat(GATEWAY.submits()).hasSize(submits);
      page.goBack();
      assertThat(page.locator("[data-key='%s']".formatted(broken))).isFocused();
      window.assertNoComplaints();
    }
  }

  /** Presses Tab until something has the focus; whatever has it on the way must show it. */
  private static void tabTo(Page page, String selector) {
    for (int i = 0; i < 60; i++) {
      page.keyboard().press("Tab");
      assertThat(page.evaluate("(it => getComputedStyle(it).outlineStyle)(document.activeElement)"))
          .as("focus is seen on %s", page.evaluate("document.activeElement.outerHTML"))
          .isNotEqualTo("none");
      if (page.locator(selector + ":focus").count() > 0) {
        return;
      }
    }
    throw new AssertionError("Tab never comes to " + selector);
  }

  @Test
  void a_change_is_announced_once_and_the_title_counts_what_needs_a_person() throws Exception {
    try (Window window = open(1280, ColorScheme.LIGHT)) {
      Page page = window.page();
      assertThat(page).hasTitle("(3) omnihuman-routes");
      assertThat(page.locator("#announcer")).isEmpty();
    }
  }

  @Test
  void each_state_has_a_sign_besides_its_colour() {
    try (Window window = open(1280, ColorScheme.LIGHT)) {
      assertThat(
              window
                  .page()
                  .evaluate(
                      "new Set([...document.querySelectorAll('#filters .sign')].map(it => it.textContent)).size"))
          .isEqualTo(8);
    }
  }
}
