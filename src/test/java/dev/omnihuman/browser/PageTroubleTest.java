package dev.omnihuman.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import dev.omnihuman.app.TestBench;
import dev.omnihuman.testing.Answer;
import dev.omnihuman.testing.FakeGateway;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the page says when an answer is late, lost or no. */
@Tag("browser")
class PageTroubleTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final Pattern LIST = Pattern.compile(".*/api/jobs\\?.*");
  private static final Pattern ONE_JOB = Pattern.compile(".*/api/jobs/[0-9a-z]+");
  private static final Pattern OVERVIEW = Pattern.compile(".*/api/overview");
  private static final Pattern RETRY = Pattern.compile(".*/api/jobs/[0-9a-z]+/retry");
  private static final Pattern PAUSE = Pattern.compile(".*/api/pause");

  private static final String BUSY = "{\"error\": \"busy\", \"words\": \"The disk is slow.\"}";
  private static final String WANTED = "{\"error\": \"token wanted\", \"words\": \"Token.\"}";

  private static Chromium chromium;

  private final FakeGateway gateway = new FakeGateway();

  /** Requests that wait for their answer. */
  private final List<Route> held = new ArrayList<>();

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

  private void drop(String... stems) throws Exception {
    bench.program().dropJobs(stems);
  }

  private static Consumer<Route> answers(int status, String body) {
    return route -> route.fulfill(new Route.FulfillOptions().setStatus(status).setBody(body));
  }

  /** Holds the first request to an address; the others go on. */
  private void holdFirst(Pattern address) {
    page.route(address, held::add, new Page.RouteOptions().setTimes(1));
  }

  private Route awaitHeld() {
    page.waitForCondition(() -> !held.isEmpty());
    return held.get(0);
  }

  /** From this act on the program knows nobody, whatever is asked. */
  private void sessionEndsWith(Pattern act) {
    page.route(
        act,
        route -> {
          page.route(OVERVIEW, answers(401, WANTED));
          answers(401, WANTED).accept(route);
        });
  }

  /** Changes what the program tells at the head of the page. */
  private void overviewTells(Consumer<ObjectNode> change) {
    page.route(
        OVERVIEW,
        route -> {
          try {
            ObjectNode overview = (ObjectNode) JSON.readTree(route.fetch().body());
            change.accept(overview);
            route.fulfill(new Route.FulfillOptions().setBody(overview.toString()));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  /** Opens a job that can be asked about once more, free and without a question. */
  private Locator openFailedJob() throws Exception {
    gateway.answersOn(TestBench.image("clip"), Answer.failed("The face is turned away."));
    drop("clip");
    window.open(bench.page());
    window.awaitRowState("clip", "Failed");
    window.openJob("clip");
    return page.locator(".acts button")
        .filter(new Locator.FilterOptions().setHasText("(free)"))
        .first();
  }

  @Test
  void a_video_plays_on_while_its_job_cannot_be_told() throws Exception {
    drop("one");
    window.open(bench.page());
    window.awaitRowState("one", "Delivered");
    window.openJob("one");
    Locator video = page.locator("video");
    video.evaluate("it => { it.muted = true; it.loop = true; it.mark = 1; return it.play(); }");
    page.route(ONE_JOB, answers(503, BUSY));

    drop("two");

    assertThat(page.locator("#trouble")).containsText("The disk is slow.");
    assertThat(video.evaluate("it => it.mark === 1 && !it.paused")).isEqualTo(true);
    page.unroute(ONE_JOB);
    assertThat(page.locator("#trouble")).isEmpty();
  }

  @Test
  void a_list_that_was_refused_is_asked_for_again() throws Exception {
    drop("clip");
    bench.program().awaitFiles("done/clip.json");
    page.route(LIST, answers(503, BUSY), new Page.RouteOptions().setTimes(1));

    window.open(bench.page());

    window.awaitRowState("clip", "Delivered");
    assertThat(page.locator("#list-note")).isEmpty();
    assertThat(page.locator("#empty")).isEmpty();
  }

  @Test
  void who_goes_away_and_comes_back_before_the_first_answer_sees_the_jobs() throws Exception {
    drop("clip");
    bench.program().awaitFiles("done/clip.json");
    holdFirst(LIST);
    window.open(bench.page() + "#/");
    Route first = awaitHeld();
    page.evaluate("location.hash = '#/?state=FAILED'");
    assertThat(page.locator("[data-key='filter-FAILED'][aria-current]")).hasCount(1);
    page.evaluate("location.hash = '#/'");
    assertThat(page.locator("[data-key='filter-'][aria-current]")).hasCount(1);

    first.resume();

    window.awaitRowState("clip", "Delivered");
  }

  @Test
  void a_search_finds_what_came_right_after_it() throws Exception {
    drop("clip-1");
    bench.program().awaitFiles("done/clip-1.json");
    window.open(bench.page());
    page.locator("#query").fill("clip");
    assertThat(page.locator("#list-note")).containsText("1 found");

    drop("clip-2");

    window.awaitRowState("clip-2", "Delivered");
  }

  @Test
  void an_act_without_an_answer_may_have_been_done() throws Exception {
    Locator ask = openFailedJob();
    page.route(RETRY, Route::abort, new Page.RouteOptions().setTimes(1));

    ask.click();

    assertThat(page.locator("#notice")).containsText("Nobody knows whether it was done");
  }

  @Test
  void what_even_the_program_does_not_know_is_no_refusal() throws Exception {
    Locator ask = openFailedJob();
    String words = "It takes long; nobody knows yet whether it was done.";
    page.route(RETRY, answers(503, "{\"error\": \"unknown\", \"words\": \"%s\"}".formatted(words)));

    ask.click();

    assertThat(page.locator("#notice")).hasText(words);
  }

  @Test
  void an_act_that_wants_the_token_leads_to_the_sign_in() throws Exception {
    Locator ask = openFailedJob();
    sessionEndsWith(RETRY);

    ask.click();

    assertThat(page.locator("#token")).isFocused();
    assertThat(page.locator("#notice")).containsText("Nothing was done");
  }

  @Test
  void an_act_is_done_once_however_often_its_button_is_pressed() throws Exception {
    Locator ask = openFailedJob();
    page.route(RETRY, held::add);

    ask.dblclick();
    Route first = awaitHeld();
    assertThat(ask).hasAttribute("aria-disabled", "true");
    assertThat(ask).isFocused();
    answers(200, "{\"words\": \"Asked again.\"}").accept(first);

    assertThat(page.locator("#notice")).hasText("Asked again.");
    assertThat(held).hasSize(1);
  }

  @Test
  void an_act_gives_back_what_the_person_was_offered() throws Exception {
    page.route(
        ONE_JOB,
        route -> {
          try {
            ObjectNode job = (ObjectNode) JSON.readTree(route.fetch().body());
            job.withArray("acts").forEach(it -> ((ObjectNode) it).put("expects", "ask"));
            route.fulfill(new Route.FulfillOptions().setBody(job.toString()));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
    Locator ask = openFailedJob();
    page.route(RETRY, held::add);

    ask.click();

    assertThat(JSON.readTree(awaitHeld().request().postData()).path("expects").asText())
        .isEqualTo("ask");
    answers(409, "{\"error\": \"refused\", \"words\": \"It has changed.\"}").accept(held.get(0));
    assertThat(page.locator("#notice")).hasText("Refused: It has changed.");
  }

  @Test
  void a_question_stays_until_what_was_sent_is_answered() {
    window.open(bench.page());
    window.button("Pause submits").click();
    page.route(PAUSE, held::add);
    page.locator("#ask-confirm").click();
    Route sent = awaitHeld();

    assertThat(page.locator("#ask-cancel")).isDisabled();
    page.keyboard().press("Escape");
    page.keyboard().press("Escape");
    assertThat(window.dialog()).hasCount(1);
    sent.resume();

    assertThat(window.dialog()).hasCount(0);
    assertThat(page.locator("#attention")).containsText("PAUSE");
    assertThat(page.locator("#notice")).not().isEmpty();
  }

  @Test
  void a_late_answer_does_not_close_the_next_question() throws Exception {
    window.open(bench.page());
    window.button("Pause submits").click();
    page.route(PAUSE, held::add);
    page.locator("#ask-confirm").click();
    Route sent = awaitHeld();
    // As a phone's own way back does, which no page can prevent.
    page.evaluate("document.getElementById('ask').close()");
    gateway.submitsBring(Answer.refused(402, "Payment Required", "empty"));
    drop("clip");
    window.button("Try shut gates now").click();

    answers(200, "{\"words\": \"Paused, late.\"}").accept(sent);

    assertThat(page.locator("#notice")).hasText("Paused, late.");
    assertThat(window.dialog()).containsText("Try the shut gates now?");
  }

  @Test
  void a_question_that_meets_the_end_of_the_session_says_that_nothing_was_done() {
    window.open(bench.page());
    window.button("Pause submits").click();
    sessionEndsWith(PAUSE);

    page.locator("#ask-confirm").click();

    assertThat(page.locator("#token")).isFocused();
    assertThat(window.dialog()).hasCount(0);
    assertThat(page.locator("#notice")).containsText("Nothing was done");
    page.route(Pattern.compile(".*/api/session"), answers(200, "{}"));
    page.locator("#token").fill("whatever");
    page.unroute(OVERVIEW);
    page.keyboard().press("Enter");
    assertThat(window.button("Pause submits")).isVisible();
  }

  @Test
  void a_sign_in_that_is_refused_for_another_reason_says_which() {
    page.route(OVERVIEW, answers(401, WANTED));
    page.route(Pattern.compile(".*/api/session"), answers(403, BUSY));
    window.open(bench.page());
    page.locator("#token").fill("whatever");

    page.keyboard().press("Enter");

    assertThat(page.locator("#sign-in-problem")).hasText("The disk is slow.");
  }

  @Test
  void the_head_tells_what_a_gate_means_and_what_may_be_charged_besides() throws Exception {
    gateway.submitsBring(Answer.refused(402, "Payment Required", "empty"));
    drop("clip");
    overviewTells(
        overview -> {
          overview.withObject("/charged").put("last_day", 1).put("unclear_last_day", 2);
          overview
              .withArray("gates")
              .forEach(it -> ((ObjectNode) it).put("meaning", "The wallet has no money left."));
        });
    window.open(bench.page());

    assertThat(page.locator("#attention .card"))
        .containsText(Pattern.compile("The wallet has no money left\\..*empty.*Fill the wallet"));
    assertThat(page.locator("#facts")).containsText("Besides, perhaps charged2 in the last day");
  }

  @Test
  void the_title_of_a_job_keeps_the_focus_when_its_state_changes() throws Exception {
    String order =
        "path => fetch(path, {method: 'POST', body: '{}',"
            + " headers: {'Content-Type': 'application/json'}}).then(it => it.status)";
    window.open(bench.page());
    assertThat(page.evaluate(order, "/api/pause")).isEqualTo(200);
    drop("clip");
    window.awaitRowState("clip", "Accepted");
    window.openJob("clip");
    assertThat(page.locator("#job-title")).isFocused();
    assertThat(page.evaluate(order, "/api/resume")).isEqualTo(200);

    window.awaitJobState("Delivered");

    assertThat(page.locator("#job-title")).isFocused();
  }

  @Test
  void the_charts_of_a_week_name_its_days() {
    page.addInitScript(
        """
        window.written = [];
        const fillText = CanvasRenderingContext2D.prototype.fillText;
        CanvasRenderingContext2D.prototype.fillText = function (text, ...rest) {
          written.push(text);
          return fillText.call(this, text, ...rest);
        };
        """);
    window.open(bench.page());
    page.locator(".plot canvas").first().waitFor();

    page.getByText("Last week").click();

    page.waitForFunction(
        "() => written.some(it => /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun) \\d+$/.test(it))");
    assertThat(page.evaluate("import('/assets/charts.js').then(it => it.clock(119.7))"))
        .isEqualTo("2:00");
  }
}
