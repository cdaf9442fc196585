package dev.omnihuman.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.omnihuman.job.Job;
import dev.omnihuman.job.Manifest;
import dev.omnihuman.job.Move;
import dev.omnihuman.job.SubmitOutcome;
import dev.omnihuman.testing.JobSteps;
import dev.omnihuman.testing.Manifests;
import dev.omnihuman.testing.TestClock;
import dev.omnihuman.testing.TestRules;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the forecast tells comes true, and telling it changes nothing. */
class ForecastTest {

  private final TestClock clock = new TestClock();
  private final LedgerRules rules = TestRules.withDedupe(clock, Duration.ofDays(7));

  @TempDir Path home;
  private JobLedger ledger;
  private List<Manifest> manifests;

  @BeforeEach
  void fill() {
    ledger = SqliteLedger.open(home, rules);
    JobSteps steps = new JobSteps(ledger, clock);
    steps.deliver(accept(steps, "delivered"));
    steps.submit(accept(steps, "open"));
    steps.fail(steps.submit(accept(steps, "failed")));
    steps.answer(steps.begin(accept(steps, "refused")), SubmitOutcome.INPUT_REFUSED);
    Job doubtful = steps.answer(steps.begin(accept(steps, "doubt")), SubmitOutcome.ANSWER_LOST);
    ledger.move(Move.of(doubtful, doubtful.abandoned(clock.instant())));
    clock.advance(Duration.ofSeconds(1));
    manifests =
        List.of(
            Manifests.of("1.json", "new"),
            Manifests.of("2.json", "delivered"),
            Manifests.of("3.json", "open"),
            Manifests.of("4.json", "failed"),
            Manifests.of("5.json", "failed"),
            Manifests.of("6.json", "refused"),
            Manifests.of("7.json", "doubt"),
            Manifests.of("8.json", "new"),
            Manifests.forced("9.json"),
            Manifests.in("10.json"));
  }

  private static Job accept(JobSteps steps, String content) {
    return steps.accept(List.of(Manifests.of(content + ".json", content))).get(0);
  }

  @AfterEach
  void close() {
    ledger.close();
  }

  @Test
  void should_tell_what_then_becomes_of_manifests() {
    List<String> foreseen = told(1);
    List<String> paged = told(3);

    assertThat(foreseen)
        .containsExactly(
            "NewJob",
            "Duplicate of delivered",
            "Duplicate of open",
            "Reopened",
            "Duplicate of 4",
            "Reopened",
            "NeedsForce",
            "Duplicate of 1",
            "NewJob",
            "Duplicate of 9");
    assertThat(paged).isEqualTo(foreseen);
    assertThat(ledger.accept(manifests)).extracting(ForecastTest::words).isEqualTo(foreseen);
  }

  @Test
  void should_change_nothing() {
    Map<?, ?> before = ledger.countByState();
    told(2);
    assertThat(ledger.countByState()).isEqualTo(before);
    assertThat(ledger.findByManifest("1.json")).isEmpty();
  }

  private List<String> told(int pages) {
    try (LedgerReader reader = SqliteLedger.openToRead(home)) {
      Forecast forecast = reader.forecast(rules);
      List<Acceptance> told = new ArrayList<>();
      int size = (manifests.size() + pages - 1) / pages;
      for (int from = 0; from < manifests.size(); from += size) {
        told.addAll(forecast.of(manifests.subList(from, Math.min(manifests.size(), from + size))));
      }
      return told.stream().map(ForecastTest::words).toList();
    }
  }

  private static String words(Acceptance acceptance) {
    String kind = acceptance.getClass().getSimpleName();
    return acceptance instanceof Acceptance.Duplicate duplicate
        ? kind + " of " + duplicate.earlier().manifest().file().replace(".json", "")
        : kind;
  }

  @Test
  void should_compare_manifests_with_each_other_where_no_ledger_is() {
    Forecast forecast = Forecast.withoutLedger(rules);
    assertThat(forecast.of(List.of(Manifests.of("1.json", "new"))))
        .singleElement()
        .isInstanceOf(Acceptance.NewJob.class);
    assertThat(forecast.of(List.of(Manifests.of("2.json", "new"))))
        .singleElement()
        .isInstanceOf(Acceptance.Duplicate.class);
  }

  @Test
  void should_tell_how_long_the_latest_answers_took() {
    JobSteps steps = new JobSteps(ledger, clock);
    Job begun = steps.begin(accept(steps, "slow"));
    clock.advance(Duration.ofSeconds(3));
    steps.answer(begun, SubmitOutcome.ACCEPTED);
    try (LedgerReader reader = SqliteLedger.openToRead(home)) {
      assertThat(reader.answerTimes(9))
          .containsExactly(Duration.ofSeconds(3), Duration.ZERO, Duration.ZERO, Duration.ZERO);
      assertThat(reader.answerTimes(1)).containsExactly(Duration.ofSeconds(3));
    }
  }
}
