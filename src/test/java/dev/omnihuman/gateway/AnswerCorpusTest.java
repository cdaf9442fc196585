package dev.omnihuman.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.omnihuman.corpus.Corpus;
import dev.omnihuman.corpus.Item;
import dev.omnihuman.job.FailureReason;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import dev.omnihuman.job.StatusRules;
import dev.omnihuman.job.SubmitOutcome;
import dev.omnihuman.ledger.OrphanNotes;
import dev.omnihuman.ledger.Spending;
import dev.omnihuman.testing.TestJobs;
import dev.omnihuman.testing.TestRules;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every answer and callback of the corpus leads to its verdict, in the ledger too. */
class AnswerCorpusTest {

  private static TestJobs jobs;
  private static Submission submission;
  private static StatusCheck check;
  private static final Map<String, Job> begun = new HashMap<>();

  @BeforeAll
  static void open_the_ledger(@TempDir Path home) throws IOException {
    jobs = new TestJobs(home, TestRules.submits(10_000, 0));
    Spending spending = new Spending(jobs.ledger(), new OrphanNotes(home));
    SubmitTable table = new SubmitTable(Set.of());
    submission =
        new Submission(jobs.ledger(), jobs.rules(), table, spending, CallbackAddresses.none());
    StatusRules rules =
        new StatusRules(
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            List.of(Duration.ofMinutes(1)),
            2,
            Duration.ofHours(24));
    ResultLinks links = new ResultLinks(List.of("*.r2.dev"), false);
    check =
        new StatusCheck(
            jobs.ledger(), jobs.rules(), rules, links, CallbackWatch.off(rules.interval()));
    // All at once, because the answers shut gates.
    for (Item item : submitAnswers()) {
      begun.put(item.name(), jobs.submitting("submit-" + item.name()));
    }
    for (Item item : statusAnswers()) {
      begun.put(item.text("request_id"), jobs.submitting("status-" + item.name()));
    }
  }

  @AfterAll
  static void close_the_ledger() {
    jobs.close();
  }

  static List<Item> submitAnswers() {
    return Corpus.SUBMIT_ANSWERS.items();
  }

  static List<Item> statusAnswers() {
    return Corpus.STATUS_ANSWERS.items();
  }

  static List<Item> callbacks() {
    return Corpus.CALLBACKS.items();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("submitAnswers")
  void a_submit_answer_leads_to_its_outcome(Item item) {
    String requestId = item.text("request_id");
    GatewayReply reply =
        new GatewayReply(item.number("status"), item.text("retry_after"), null, item.bytes());
    SubmitOutcome expected = SubmitOutcome.valueOf(item.text("outcome"));

    assertThat(new SubmitTable(Set.of()).outcome(reply)).isEqualTo(expected);
    if (requestId != null && jobs.ledger().findByRequestId(requestId).isPresent()) {
      // Several items name the documented id, and it can be the request of one job only.
      requestId = null;
      expected = SubmitOutcome.UNUSABLE_ANSWER;
    }
    Job stored = submission.record(begun.get(item.name()), reply);

    assertThat(jobs.stored(stored)).isEqualTo(stored);
    assertThat(stored.remote().requestId()).isEqualTo(requestId);
    assertThat(stored.ending().charged()).isEqualTo(expected.charged());
    assertThat(stored.state()).isEqualTo(expected.next());
    assertOneLine(stored.ending().words());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("statusAnswers")
  void a_status_answer_leads_to_its_state(Item item) {
    String requestId = item.text("request_id");
    jobs.ledger().closedGates().forEach(shut -> jobs.ledger().open(shut.gate()));
    Job submitted = jobs.acceptedByGateway(begun.get(requestId), requestId);

    Job after =
        check.record(submitted, new GatewayReply(item.number("status"), null, null, item.bytes()));

    assertThat(after.state()).isEqualTo(JobState.valueOf(item.text("state")));
    assertThat(after.remote().status()).isEqualTo(item.text("remote_status"));
    assertThat(after.ending().reason())
        .isEqualTo(
            Optional.ofNullable(item.text("reason")).map(FailureReason::valueOf).orElse(null));
    assertThat(after.remote().mediaUrls())
        .isEqualTo(item.verdict().getOrDefault("links", List.of()));
    assertThat(jobs.ledger().closedGates())
        .extracting(shut -> shut.gate().name())
        .isEqualTo(Optional.ofNullable(item.text("gate")).stream().toList());
    if (after.state() == JobState.SUBMITTED) {
      assertThat(after.progress().dueAt()).as("asked again").isAfter(jobs.now());
    }
    assertOneLine(after.ending().words());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("callbacks")
  void a_callback_names_its_request_or_is_nothing(Item item) {
    Optional<Callback> expected =
        Optional.ofNullable(item.text("request_id"))
            .map(requestId -> new Callback(requestId, item.text("word")));

    assertThat(Callback.read(item.bytes())).isEqualTo(expected);
  }

  private static void assertOneLine(String words) {
    if (words != null) {
      assertThat(words).hasSizeLessThan(700).doesNotContainPattern("[\\p{Cc}\\p{Cf}]");
    }
  }
}
