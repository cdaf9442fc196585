package dev.omnihuman.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** A window of the browser, which writes down whatever the page complains of. */
final class Window implements AutoCloseable {

  /** What a browser prints whenever a request fails, be it meant or not. */
  private static final String FAILED_LOAD = "Failed to load resource";

  private static final Set<String> GRAVE = Set.of("serious", "critical");

  private final BrowserContext context;
  private final List<String> complaints = new CopyOnWriteArrayList<>();
  private final Page page;

  Window(BrowserContext context) {
    this.context = context;
    // Before any script of the page: a script that got in by its data would be seen here.
    context.addInitScript("window.alert = () => console.error('a foreign script has run')");
    page = context.newPage();
    page.setDefaultTimeout(Chromium.LONGEST_WAIT_MILLIS);
    page.onConsoleMessage(this::hear);
    page.onPageError(error -> complaints.add("uncaught: " + error));
  }

  private void hear(ConsoleMessage message) {
    boolean grave = Set.of("error", "warning").contains(message.type());
    if (grave && !message.text().startsWith(FAILED_LOAD)) {
      complaints.add(message.text());
    }
  }

  Page page() {
    return page;
  }

  BrowserContext context() {
    return context;
  }

  Window open(String address) {
    page.navigate(address);
    return this;
  }

  Locator button(String name) {
    return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name));
  }

  Locator heading(String name) {
    return page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName(name));
  }

  /** The row of a job in the list. */
  Locator row(String name) {
    return page.locator("#rows li").filter(new Locator.FilterOptions().setHasText(name));
  }

  Locator dialog() {
    return page.locator("dialog[open]");
  }

  /** Opens a job from the list. */
  void openJob(String name) {
    row(name).locator("a").click();
    page.locator("#job-title").filter(new Locator.FilterOptions().setHasText(name)).waitFor();
  }

  /** Waits until the state of the job that is shown is this one. */
  void awaitJobState(String label) {
    page.locator(".job-title .chip")
        .filter(new Locator.FilterOptions().setHasText(label))
        .waitFor();
  }

  /** Waits until the row of a job tells this state. */
  void awaitRowState(String name, String label) {
    row(name).locator(".chip").filter(new Locator.FilterOptions().setHasText(label)).waitFor();
  }

  /** As if another tab were in front: Playwright keeps every page visible, so the page is told. */
  void lookAway() {
    page.evaluate(
        """
        Object.defineProperty(document, 'hidden', {configurable: true, get: () => window.away});
        window.away = true;
        document.dispatchEvent(new Event('visibilitychange'));
        """);
  }

  void lookBack() {
    page.evaluate("window.away = false; document.dispatchEvent(new Event('visibilitychange'));");
  }

  /** Nothing of the page is cut off at the side. */
  void assertFits() {
    Object widest =
        page.evaluate(
            """
            document.documentElement.scrollWidth <= innerWidth ? [] :
              [...document.querySelectorAll('body *')]
                .filter(it => it.getBoundingClientRect().right > innerWidth + 1)
                .map(it => it.tagName + '.' + it.className + ' ' + it.textContent.slice(0, 40))
            """);
    assertThat((List<?>) widest).as("what makes %s scroll to the side", page.url()).isEmpty();
  }

  /** No script failed, none was kept from running, and no policy was broken. */
  void assertNoComplaints() {
    assertThat(complaints).isEmpty();
  }

  /** Accessibility as far as a machine can tell. */
  void assertAccessible() {
    List<Rule> grave =
        new AxeBuilder(page)
            .analyze().getViolations().stream()
                .filter(rule -> GRAVE.contains(rule.getImpact()))
                .toList();
    assertThat(grave)
        .as(page.url())
        .extracting(
            rule ->
                rule.getId()
                    + ": "
                    + rule.getHelp()
                    + rule.getNodes().stream().map(node -> "\n  " + node.getHtml()).toList())
        .isEmpty();
  }

  void shoot(Path file) {
    page.screenshot(new Page.ScreenshotOptions().setPath(file));
  }

  @Override
  public void close() {
    // The page goes on asking; a request that comes while its window closes can be given no answer.
    page.unrouteAll();
    context.close();
  }
}
