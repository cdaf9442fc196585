package dev.omnihuman.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import dev.omnihuman.testing.FakeGateway;
import dev.omnihuman.testing.PostgresServer;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the page shows of the nodes that share a ledger. */
@Tag("browser")
class PageNodesTest {

  @TempDir Path home;

  @Test
  void nodes_are_listed_and_each_step_of_a_job_names_its_node() throws Exception {
    try (FakeGateway gateway = new FakeGateway();
        Chromium chromium = new Chromium();
        Bench bench =
            new Bench(home, gateway.origin())
                .with("omnihuman.ledger.url", PostgresServer.newAddress())
                .with("omnihuman.node.name", "north")
                .start();
        Window window = chromium.window()) {
      bench.program().dropJobs("clip");
      bench.program().awaitFiles("done/clip.json");
      bench.program().ledger().nodes().drain("north", "an upgrade");

      window.open(bench.page());

      assertThat(window.page().locator("#facts"))
          .containsText(
              Pattern.compile(
                  "Node north\\s*drained .*: an upgrade, no job in hand, started .*last sign of life",
                  Pattern.DOTALL));
      window.openJob("clip");
      assertThat(window.page().locator(".timeline li").first()).containsText("by north");
      window.assertAccessible();
      window.assertFits();
      window.assertNoComplaints();
    }
  }
}
