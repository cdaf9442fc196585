package dev.omnihuman.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.ColorScheme;
import dev.omnihuman.app.TestBench;
import dev.omnihuman.testing.Answer;
import dev.omnihuman.testing.FakeGateway;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pictures of docs/images: written to target/screenshots, copied by hand (docs/rigs.md). */
@Tag("browser")
class ScreenshotsTest {

  private static final Path FOLDER = Path.of("target", "screenshots");
  private static final long LARGEST = 150_000;

  private static final String[] DELIVERED = {
    "welcome",
    "lesson-01",
    "lesson-02",
    "lesson-03",
    "press-review",
    "safety-briefing",
    "product-tour",
    "weekly-news",
    "spring-sale"
  };

  @TempDir Path home;

  @Test
  void pictures_for_the_documentation_are_taken() throws Exception {
    Files.createDirectories(FOLDER);
    try (FakeGateway gateway = new FakeGateway();
        Bench bench = new Bench(home, gateway.origin()).start();
        Chromium chromium = new Chromium()) {
      gateway.answersOn(TestBench.image("portrait"), Answer.failed("No face in the picture."));
      gateway.answersOn(TestBench.image("summer-sale"), Answer.processing());
      gateway.submitsOfBring(TestBench.image("interview"), Answer.acceptedAndLost());
      bench.program().dropJobs(DELIVERED);
      for (String stem : DELIVERED) {
        bench.program().awaitFiles("done/" + stem + ".json");
      }
      bench.program().dropJobs("portrait", "interview", "summer-sale");
      bench.program().awaitFiles("failed/portrait.json", "working/interview.held.txt");

      try (Window desk = chromium.window()) {
        desk.open(bench.page());
        desk.awaitRowState("summer-sale", "Submitted");
        desk.awaitRowState("portrait", "Failed");
        desk.awaitRowState("interview", "In doubt");
        desk.page().locator(".plot canvas").first().waitFor();
        desk.shoot(FOLDER.resolve("jobs.png"));
        desk.openJob("spring-sale");
        Locator video = desk.page().locator("video");
        video.evaluate("it => { it.muted = true; it.currentTime = 1; }");
        desk.page().waitForFunction("() => document.querySelector('video').readyState >= 2");
        desk.shoot(FOLDER.resolve("job.png"));
      }
      try (Window phone = chromium.window(360, 720, ColorScheme.DARK)) {
        phone.open(bench.page());
        phone.awaitRowState("portrait", "Failed");
        assertThat(phone.page().locator("#attention")).containsText("Failed");
        phone.shoot(FOLDER.resolve("phone.png"));
      }
    }
    for (String name : new String[] {"jobs.png", "job.png", "phone.png"}) {
      assertThat(FOLDER.resolve(name)).exists();
      assertThat(Files.size(FOLDER.resolve(name))).isBetween(1L, LARGEST);
    }
  }
}
