package dev.omnihuman.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The browser of this machine; Playwright's own is not wanted. */
final class Chromium implements AutoCloseable {

  private static final String VARIABLE = "CHROMIUM";
  private static final String DEBIANS = "/usr/bin/chromium";

  static final double LONGEST_WAIT_MILLIS = 60_000;

  private final Playwright playwright;
  private final Browser browser;

  Chromium() {
    Path program = Path.of(System.getenv().getOrDefault(VARIABLE, DEBIANS));
    if (!Files.isExecutable(program)) {
      throw new IllegalStateException(
          "no Chromium at %s: install Debian's package chromium, or name another one by %s"
              .formatted(program, VARIABLE));
    }
    // Journeys take as long as they take on a busy machine.
    PlaywrightAssertions.setDefaultAssertionTimeout(LONGEST_WAIT_MILLIS);
    Map<String, String> environment = Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    playwright = Playwright.create(new Playwright.CreateOptions().setEnv(environment));
    browser =
        playwright
            .chromium()
            .launch(
                new LaunchOptions()
                    .setExecutablePath(program)
                    // CI runs as root, which the sandbox refuses.
                    .setChromiumSandbox(false)
                    .setArgs(List.of("--autoplay-policy=no-user-gesture-required")));
  }

  /** A window of its own, with a memory of its own, on a desk's screen. */
  Window window() {
    return window(1280, 800, ColorScheme.LIGHT);
  }

  Window window(int width, int height, ColorScheme scheme) {
    return new Window(
        browser.newContext(
            new Browser.NewContextOptions()
                .setViewportSize(width, height)
                .setColorScheme(scheme)
                .setLocale("en-GB")
                .setTimezoneId("UTC")));
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }
}
