package dev.omnihuman.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import dev.omnihuman.app.TestBench;
import dev.omnihuman.testing.Answer;
import dev.omnihuman.testing.FakeGateway;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator does with the page, in a real browser over the real program. */
@Tag("browser")
class PageJourneyTest {

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
    window = chromium.window();
    page = window.page();
  }

  @AfterEach
  void stop() {
    window.assertNoComplaints();
    window.close();
    bench.close();
    gateway.close();
  }

  /** A mark that a reload would wipe out. */
  private void mark() {
    page.evaluate("window.neverReloaded = true");
  }

  private void assertNeverReloaded() {
    assertThat(page.evaluate("window.neverReloaded")).isEqualTo(true);
  }

  private void drop(String... stems) throws Exception {
    bench.program().dropJobs(stems);
  }

  @Test
  void a_newcomer_is_told_what_to_do() {
    window.open(bench.page());

    assertThat(page.locator("#empty"))
        .containsText(Pattern.compile("No job yet\\. ?Drop a manifest into .*inbox"));
    assertThat(page.locator("#attention")).containsText("Nothing does.");
    assertThat(page).hasTitle("omnihuman-routes");
  }

  @Test
  void a_job_comes_and_ends_while_somebody_watches_and_its_video_plays() throws Exception {
    window.open(bench.page());
    page.locator("#empty").getByText("No job yet.").waitFor();
    assertThat(page.locator("#link-state")).hasText("live");
    mark();

    drop("greeting");
    window.awaitRowState("greeting", "Delivered");
    assertThat(page.locator("[data-key='filter-DELIVERED'] .count")).hasText("1");
    window.openJob("greeting");
    Locator video = page.locator("video");
    video.evaluate("it => { it.muted = true; return it.play(); }");
    page.waitForFunction("() => document.querySelector('video').currentTime > 0.2");

    assertThat((Integer) video.evaluate("it => it.videoWidth")).isEqualTo(854);
    assertThat(page.locator(".timeline li .chip"))
        .containsText(new String[] {"Accepted", "Submitting", "Submitted", "Ready", "Delivered"});
    assertNeverReloaded();
  }

  @Test
  void a_video_goes_on_playing_while_the_page_is_kept_up_to_date() throws Exception {
    drop("one");
    window.open(bench.page());
    window.awaitRowState("one", "Delivered");
    window.openJob("one");
    Locator video = page.locator("video");
    video.evaluate("it => { it.muted = true; it.loop = true; it.mark = 1; return it.play(); }");

    drop("two");
    assertThat(page.locator("#announcer")).containsText("delivered");

    assertThat(video.evaluate("it => it.mark === 1 && !it.paused")).isEqualTo(true);
  }

  @Test
  void a_video_can_be_taken_home() throws Exception {
    drop("greeting");
    window.open(bench.page());
    window.awaitRowState("greeting", "Delivered");
    window.openJob("greeting");

    Download download = page.waitForDownload(() -> page.getByText("Download").click());

    assertThat(page.locator("figcaption")).containsText(Pattern.compile("\\d\\.\\d [KM]iB"));
    assertThat(download.suggestedFilename()).isEqualTo("greeting.mp4");
    assertThat(download.path()).hasSameBinaryContentAs(home.resolve("outbox/greeting.mp4"));
  }

  @Test
  void a_video_that_was_taken_away_is_said_to_be() throws Exception {
    drop("greeting");
    window.open(bench.page());
    window.awaitRowState("greeting", "Delivered");
    Files.delete(home.resolve("outbox/greeting.mp4"));
    window.openJob("greeting");

    assertThat(page.locator(".job-videos")).containsText("not in the outbox any more");
  }

  @Test
  void what_was_charged_is_submitted_again_only_after_its_price_was_agreed_to() throws Exception {
    gateway.answersOn(TestBench.image("clip"), Answer.failed("The face is turned away."));
    drop("clip");
    window.open(bench.page());
    window.awaitRowState("clip", "Failed");
    assertThat(page).hasTitle("(1) omnihuman-routes");
    assertThat(page.locator("#attention")).containsText("Failed in the last 7 days");
    window.openJob("clip");
    assertThat(page.locator("#job-view")).containsText("The face is turned away.");
    gateway.answersOn(TestBench.image("clip"), Answer.completed("480p"));

    Locator anew = page.locator(".acts button").filter(withText("anew"));
    anew.click();
    assertThat(window.dialog()).containsText("charged");
    assertThat(page.locator("#ask-cancel")).isFocused();
    page.locator("#ask-cancel").click();
    assertThat(window.dialog()).hasCount(0);
    assertThat(gateway.submits()).hasSize(1);

    anew.click();
    page.locator("#ask-confirm").click();
    window.awaitJobState("Delivered");
    assertThat(gateway.submits()).hasSize(2);
    assertThat(page.locator(".attempts li")).hasCount(2);
  }

  @Test
  void a_doubt_is_resolved_by_its_request_and_nothing_is_paid_twice() throws Exception {
    gateway.submitsOfBring(TestBench.image("clip"), Answer.acceptedAndLost());
    drop("clip");
    window.open(bench.page());
    window.awaitRowState("clip", "In doubt");
    assertThat(page.locator("#attention")).containsText("In doubt");
    window.openJob("clip");

    page.locator(".acts button").filter(withText("request")).first().click();
    assertThat(page.locator("#ask-input")).isFocused();
    page.locator("#ask-input").fill("not an id");
    page.locator("#ask-confirm").click();
    assertThat(page.locator("#ask-problem")).not().isEmpty();
    page.locator("#ask-input").fill(gateway.requestIds().iterator().next());
    page.locator("#ask-confirm").click();

    window.awaitJobState("Delivered");
    assertThat(gateway.submits()).hasSize(1);
  }

  @Test
  void submits_are_paused_for_a_reason_and_resumed() throws Exception {
    window.open(bench.page());
    window.button("Pause submits").click();
    page.locator("#ask-input").fill("the budget of May is spent");
    page.locator("#ask-confirm").click();
    assertThat(page.locator("#attention")).containsText("the budget of May is spent");
    assertThat(page).hasTitle(Pattern.compile("\\(1\\) .*"));

    drop("clip");
    window.awaitRowState("clip", "Accepted");
    assertThat(gateway.submits()).isEmpty();
    window.button("Resume submits").click();
    page.locator("#ask-confirm").click();

    window.awaitRowState("clip", "Delivered");
    assertThat(page.locator("#attention")).containsText("Nothing does.");
  }

  @Test
  void what_changed_meanwhile_is_not_done_and_said_to_have_changed() throws Exception {
    gateway.answersOn(TestBench.image("clip"), Answer.failed("The face is turned away."));
    drop("clip");
    window.open(bench.page());
    window.awaitRowState("clip", "Failed");
    window.openJob("clip");
    gateway.answersOn(TestBench.image("clip"), Answer.completed("480p"));
    page.locator(".acts button").filter(withText("anew")).click();

    try (Window other = chromium.window()) {
      other.open(page.url());
      other.page().locator(".acts button").filter(withText("anew")).click();
      other.page().locator("#ask-confirm").click();
      other.awaitJobState("Delivered");
    }
    page.locator("#ask-confirm").click();

    assertThat(page.locator("#ask-problem")).not().isEmpty();
    assertThat(gateway.submits()).hasSize(2);
  }

  @Test
  void the_list_is_filtered_searched_and_paged_and_the_way_back_leads_there() throws Exception {
    gateway.answersOn(TestBench.image("broken"), Answer.failed("No face."));
    String[] stems = new String[60];
    for (int i = 0; i < stems.length; i++) {
      stems[i] = "clip-%02d".formatted(i);
    }
    drop(stems);
    drop("broken");
    window.open(bench.page());
    assertThat(page.locator("[data-key='filter-DELIVERED'] .count")).hasText("60");
    assertThat(page.locator("#rows li")).hasCount(50);

    page.getByText("Older →").click();
    assertThat(page.locator("#rows li")).hasCount(11);
    String older = page.url();
    page.locator("#rows a").first().click();
    page.locator(".timeline").waitFor();
    page.goBack();
    assertThat(page).hasURL(older);
    assertThat(page.locator("#rows li")).hasCount(11);
    page.locator("[data-key='newest']").click();

    page.locator("[data-key='filter-FAILED']").click();
    assertThat(page.locator("#rows li")).hasCount(1);
    page.locator("[data-key='filter-ABANDONED']").click();
    assertThat(page.locator("#empty")).containsText("No job is abandoned.");
    page.locator("[data-key='filter-']").click();
    page.locator("#query").fill("CLIP-07");
    assertThat(page.locator("#rows li")).hasCount(1);
    assertThat(page.locator("#rows .name")).hasText("clip-07");
    page.locator("#query").fill("nowhere");
    assertThat(page.locator("#empty")).containsText("No job found for nowhere");
  }

  @Test
  void an_older_page_stays_as_it_is_while_jobs_come() throws Exception {
    String[] stems = new String[55];
    for (int i = 0; i < stems.length; i++) {
      stems[i] = "clip-%02d".formatted(i);
    }
    drop(stems);
    window.open(bench.page());
    assertThat(page.locator("[data-key='filter-DELIVERED'] .count")).hasText("55");
    page.getByText("Older →").click();
    assertThat(page.locator("#rows li")).hasCount(5);
    page.locator("#rows a").nth(2).focus();
    Object focused = page.evaluate("document.activeElement.dataset.key");

    drop("newcomer");

    assertThat(page.locator("[data-key='filter-DELIVERED'] .count")).hasText("56");
    assertThat(page.locator("#rows li")).hasCount(5);
    assertThat(page.evaluate("document.activeElement.dataset.key")).isEqualTo(focused);
  }

  @Test
  void the_page_says_that_the_program_is_gone_and_goes_on_when_it_is_back() throws Exception {
    drop("before");
    window.open(bench.page());
    window.awaitRowState("before", "Delivered");
    mark();

    bench.stop();
    assertThat(page.locator("#unreachable")).containsText("The program does not answer");
    assertThat(page.locator("#unreachable")).containsText("last seen");
    assertThat(window.row("before")).isVisible();

    bench.start();
    drop("after");
    window.awaitRowState("after", "Delivered");
    assertThat(page.locator("#unreachable")).isHidden();
    assertNeverReloaded();
  }

  @Test
  void without_events_the_page_asks_by_itself() throws Exception {
    page.route("**/api/changes", route -> route.abort());
    window.open(bench.page());
    page.locator("#empty").getByText("No job yet.").waitFor();

    drop("greeting");

    window.awaitRowState("greeting", "Delivered");
    assertThat(page.locator("#link-state")).hasText("asks every 5 s");
  }

  @Test
  void nothing_is_asked_while_nobody_looks() throws Exception {
    window.open(bench.page());
    page.locator("#empty").getByText("No job yet.").waitFor();
    window.lookAway();
    drop("greeting");
    bench.program().awaitFiles("done/greeting.json");
    assertThat(window.row("greeting")).hasCount(0);

    window.lookBack();

    window.awaitRowState("greeting", "Delivered");
  }

  @Test
  void the_title_goes_on_counting_while_nobody_looks() throws Exception {
    gateway.answersOn(TestBench.image("clip"), Answer.failed("No face."));
    page.clock().install();
    window.open(bench.page());
    page.locator("#empty").getByText("No job yet.").waitFor();
    window.lookAway();
    drop("clip");
    bench.program().awaitFiles("failed/clip.json");

    page.clock().runFor("00:31");

    assertThat(page).hasTitle("(1) omnihuman-routes");
    assertThat(window.row("clip")).hasCount(0);
  }

  @Test
  void times_count_without_the_program() throws Exception {
    page.clock().install();
    drop("greeting");
    window.open(bench.page());
    page.clock().runFor(2000);
    window.awaitRowState("greeting", "Delivered");
    Locator since = window.row("greeting").locator("time");

    page.clock().fastForward("03:00");

    assertThat(since).hasText(Pattern.compile("3 min ago|4 min ago"));
    assertThat(since).hasAttribute("datetime", Pattern.compile("\\d{4}-.*Z"));
    assertThat(since).hasAttribute("title", Pattern.compile(".*\\d{2}:\\d{2}:\\d{2}.*"));
  }

  @Test
  void an_unknown_job_is_said_to_be_none() {
    window.open(bench.page() + "#/jobs/01NOSUCHJOB");

    assertThat(page.locator("#job-view")).containsText("No such job");
    page.getByText("Show all jobs").click();
    assertThat(page.locator("#list-view")).isVisible();
  }

  @Test
  void the_charts_have_their_numbers_in_a_table_too() throws Exception {
    drop("one", "two", "three");
    bench.program().awaitFiles("done/one.json", "done/two.json", "done/three.json");
    window.open(bench.page());
    assertThat(page.locator(".plot canvas")).hasCount(2);

    page.getByText("The numbers as a table").click();
    assertThat(page.locator("#charts tbody tr").first()).isVisible();
    page.getByText("Last week").click();

    assertThat(page.locator("#charts caption")).containsText("Last week");
    assertThat(page.locator("#charts tbody tr td").first()).hasText("3");
  }

  private static Locator.FilterOptions withText(String text) {
    return new Locator.FilterOptions().setHasText(text);
  }
}
