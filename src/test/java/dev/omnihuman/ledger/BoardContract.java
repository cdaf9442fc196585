package dev.omnihuman.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.omnihuman.job.Gate;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import dev.omnihuman.job.Move;
import dev.omnihuman.job.SubmitOutcome;
import dev.omnihuman.ledger.Chart.Bucket;
import dev.omnihuman.ledger.Chart.Ended;
import dev.omnihuman.ledger.Chart.Quantiles;
import dev.omnihuman.testing.Manifests;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What people see who watch all jobs. */
interface BoardContract {

  Set<JobState> ANY = EnumSet.allOf(JobState.class);

  TestLedger ledger();

  private JobBoard board() {
    return ledger().jobs.board();
  }

  private static List<String> ids(List<ListedJob> listed) {
    return listed.stream().map(each -> each.job().id()).toList();
  }

  private static List<String> newestFirst(List<Job> jobs) {
    List<String> ids = new ArrayList<>(jobs.stream().map(Job::id).toList());
    Collections.reverse(ids);
    return ids;
  }

  @Test
  default void should_list_the_newest_first_page_by_page() {
    List<Job> jobs = ledger().steps.accept(Manifests.many(5));
    ledger().clock.advance(Duration.ofMinutes(1));
    ledger().steps.begin(jobs.get(4));

    List<ListedJob> page = board().newest(ANY, "", 2);

    assertThat(ids(page)).isEqualTo(newestFirst(jobs.subList(3, 5)));
    assertThat(page.get(0).since()).isEqualTo(ledger().now());
    assertThat(ids(board().newest(ANY, jobs.get(3).id(), 9)))
        .isEqualTo(newestFirst(jobs.subList(0, 3)));
    assertThat(board().newest(ANY, jobs.get(0).id(), 9)).isEmpty();
  }

  @Test
  default void should_list_some_states_merged_by_age() {
    List<Job> jobs = ledger().steps.accept(Manifests.many(6));
    Job submitting = ledger().steps.begin(jobs.get(1));
    Job failed = ledger().steps.fail(ledger().steps.submit(jobs.get(2)));
    Job other = ledger().steps.begin(jobs.get(4));
    Set<JobState> some = EnumSet.of(JobState.SUBMITTING, JobState.FAILED);

    assertThat(ids(board().newest(some, "", 9)))
        .containsExactly(other.id(), failed.id(), submitting.id());
    assertThat(ids(board().newest(some, "", 2))).containsExactly(other.id(), failed.id());
    assertThat(ids(board().newest(some, failed.id(), 9))).containsExactly(submitting.id());
    assertThat(board().newest(EnumSet.of(JobState.READY), "", 9)).isEmpty();
  }

  @Test
  default void should_find_texts_in_whatever_case_and_nothing_by_wild_cards() {
    Job a = ledger().steps.accept("spring/Größe_1.json");
    Job b = ledger().steps.accept("b.json");
    Job failed = ledger().steps.fail(ledger().steps.submit(ledger().steps.accept("c%.json")));

    assertThat(found("GRÖSSE")).isEmpty();
    assertThat(found("GRÖße_")).containsExactly(a.id());
    assertThat(found("SPRING/")).containsExactly(a.id());
    assertThat(found("B.JSON")).containsExactly(b.id());
    assertThat(found("No Face")).as("the words").containsExactly(failed.id());
    assertThat(found("%")).as("a sign like any other").containsExactly(failed.id());
    assertThat(found("_")).containsExactly(a.id());
    assertThat(found("' OR 1=1 --")).isEmpty();
  }

  @Test
  default void should_find_ids_by_their_beginning_and_requests_by_their_id() {
    Job a = ledger().steps.submit(ledger().steps.accept("a.json"));
    Job b = ledger().steps.accept("b.json");

    assertThat(found(b.id().toUpperCase(Locale.ROOT))).containsExactly(b.id());
    assertThat(found(b.id().substring(0, 6))).contains(b.id());
    assertThat(found(a.requestId())).containsExactly(a.id());
    assertThat(found(a.requestId().substring(3))).as("a part of one").isEmpty();
  }

  private List<String> found(String text) {
    return ids(board().search(new Wanted(ANY, text, "", 9)).jobs());
  }

  @Test
  default void should_search_a_large_ledger_stretch_by_stretch_and_find_each_job_once() {
    Job old = ledger().steps.submit(ledger().steps.accept("needle-1.json"));
    List<Job> hay = ledger().steps.accept(Manifests.many(JobSearch.STRETCH));
    Job fresh = ledger().steps.accept("needle-2.json");

    FoundJobs first = board().search(new Wanted(ANY, "needle", "", 9));

    assertThat(ids(first.jobs())).containsExactly(fresh.id());
    assertThat(first.before()).isEqualTo(hay.get(1).id());
    assertThat(first.searchedBackTo()).isEqualTo(hay.get(1).times().acceptedAt());
    FoundJobs second = board().search(new Wanted(ANY, "needle", hay.get(1).id(), 9));
    assertThat(ids(second.jobs())).containsExactly(old.id());
    assertThat(second.before()).isNull();
    assertThat(second.searchedBackTo()).isNull();

    FoundJobs known = board().search(new Wanted(ANY, old.requestId(), "", 9));
    assertThat(ids(known.jobs())).as("an index finds it far back").containsExactly(old.id());
    assertThat(known.before()).isEqualTo(hay.get(1).id());
    assertThat(board().search(new Wanted(ANY, old.requestId(), hay.get(1).id(), 9)).jobs())
        .as("it was told before")
        .isEmpty();
  }

  @Test
  default void should_go_on_with_a_search_where_a_full_page_ended() {
    List<Job> jobs = ledger().steps.accept(Manifests.many(7));
    List<String> all = new ArrayList<>();
    String before = "";
    while (before != null) {
      FoundJobs found = board().search(new Wanted(ANY, "clip", before, 3));
      assertThat(found.jobs()).hasSizeLessThanOrEqualTo(3);
      all.addAll(ids(found.jobs()));
      before = found.before();
    }
    assertThat(all).isEqualTo(newestFirst(jobs));
  }

  @Test
  default void should_go_on_with_a_search_for_an_id_page_by_page() {
    List<Job> jobs = ledger().steps.accept(Manifests.many(30));
    String beginning = jobs.get(0).id().substring(0, 4);
    List<String> all = new ArrayList<>();
    String before = "";
    while (before != null) {
      FoundJobs found = board().search(new Wanted(ANY, beginning, before, 4));
      assertThat(found.jobs()).hasSizeLessThanOrEqualTo(4);
      all.addAll(ids(found.jobs()));
      before = found.before();
    }
    assertThat(all).containsExactlyInAnyOrderElementsOf(newestFirst(jobs));
  }

  @Test
  default void should_search_among_some_states_only() {
    List<Job> jobs = ledger().steps.accept(Manifests.many(3));
    ledger().steps.begin(jobs.get(1));
    Set<JobState> submitting = EnumSet.of(JobState.SUBMITTING);

    assertThat(ids(board().search(new Wanted(submitting, "clip", "", 9)).jobs()))
        .containsExactly(jobs.get(1).id());
    assertThat(board().search(new Wanted(submitting, jobs.get(0).id(), "", 9)).jobs()).isEmpty();
  }

  @Test
  default void should_sum_up_states_failures_and_charges() {
    assertThat(board().totals().of(JobState.FAILED)).isZero();
    ledger().steps.fail(ledger().steps.submit(other("old")));
    ledger().clock.advance(Duration.ofDays(8));
    ledger().steps.fail(ledger().steps.submit(other("a")));
    ledger().clock.advance(Duration.ofHours(2));
    ledger().steps.deliver(other("b"));
    ledger().steps.answer(ledger().steps.begin(other("c")), SubmitOutcome.ANSWER_LOST);
    ledger().steps.answer(ledger().steps.begin(other("d")), SubmitOutcome.NOT_SENT);

    Totals totals = board().totals();

    assertThat(totals.of(JobState.FAILED)).isEqualTo(2);
    assertThat(totals.failedLately()).isEqualTo(1);
    assertThat(totals.of(JobState.IN_DOUBT)).isEqualTo(1);
    assertThat(totals.of(JobState.ACCEPTED)).isEqualTo(1);
    assertThat(totals.charges()).isEqualTo(new Totals.Charges(1, 2, 1));
  }

  /** A job of a content of its own. */
  private Job other(String name) {
    return ledger().steps.accept(List.of(Manifests.of(name + ".json", name))).get(0);
  }

  @Test
  default void should_know_the_oldest_open_job() {
    assertThat(board().oldestOpen()).isEmpty();
    List<Job> jobs = ledger().steps.accept(Manifests.many(3));
    ledger().steps.deliver(jobs.get(0));
    Job begun = ledger().steps.begin(jobs.get(1));

    assertThat(board().oldestOpen()).contains(begun);
  }

  @Test
  default void should_draw_what_happened_in_each_step_of_a_span() {
    Instant start = Instant.parse("2026-03-01T12:30:00Z");
    ledger().clock.set(start);
    for (int seconds : List.of(40, 10, 30, 20)) {
      Job submitted =
          ledger().steps.submit(ledger().steps.accept("took-%d.json".formatted(seconds)));
      ledger().clock.set(start.plusSeconds(seconds));
      deliver(submitted);
      ledger().clock.set(start);
    }
    ledger()
        .steps
        .answer(ledger().steps.begin(ledger().steps.accept("c.json")), SubmitOutcome.ANSWER_LOST);
    ledger().clock.advance(Duration.ofMinutes(2));
    ledger().steps.fail(ledger().steps.submit(ledger().steps.accept("d.json")));

    Chart chart = board().chart(Chart.Span.HOUR);

    assertThat(chart.buckets()).hasSize(60);
    assertThat(chart.from()).isEqualTo(Instant.parse("2026-03-01T11:33:00Z"));
    assertThat(chart.to()).isEqualTo(Instant.parse("2026-03-01T12:33:00Z"));
    Quantiles quantiles = new Quantiles(Duration.ofSeconds(20), Duration.ofSeconds(40));
    assertThat(chart.buckets().get(57))
        .isEqualTo(new Bucket(start, 5, new Ended(4, 0), 1, quantiles, quantiles));
    assertThat(chart.buckets().get(58))
        .isEqualTo(new Bucket(start.plusSeconds(60), 0, new Ended(0, 0), 0, null, null));
    assertThat(chart.buckets().get(59))
        .isEqualTo(new Bucket(start.plusSeconds(120), 1, new Ended(0, 1), 0, null, null));
    assertThat(board().chart(Chart.Span.DAY).buckets()).hasSize(96);
    assertThat(board().chart(Chart.Span.WEEK).buckets())
        .hasSize(84)
        .last()
        .isEqualTo(
            new Bucket(
                Instant.parse("2026-03-01T12:00:00Z"),
                6,
                new Ended(4, 1),
                1,
                quantiles,
                quantiles));
  }

  @Test
  default void should_tell_of_no_change_by_a_claim_that_finds_nothing() {
    ledger().steps.accept("a.json");
    ledger().jobs.shut(Gate.PAUSE, "lunch");
    ledger().clock.advance(TestLedger.LEASE);
    long before = board().revision();

    assertThat(ledger().jobs.claimToSubmit(9)).isEmpty();

    assertThat(board().revision()).isEqualTo(before);
  }

  private void deliver(Job submitted) {
    Job ready = ledger().steps.ready(submitted);
    ledger().jobs.move(Move.of(ready, ready.delivered(ledger().now(), List.of("clip.mp4"))));
  }

  @Test
  default void should_tell_by_a_number_that_something_changed() {
    long empty = board().revision();
    assertThat(board().revision()).isEqualTo(empty);

    Job job = ledger().steps.accept("a.json");
    long accepted = board().revision();
    assertThat(accepted).isGreaterThan(empty);
    ledger().steps.begin(job);
    long begun = board().revision();
    assertThat(begun).isGreaterThan(accepted);
    ledger().jobs.shut(Gate.PAUSE, "lunch");
    assertThat(board().revision()).isGreaterThan(begun);

    ledger().clock.advance(Duration.ofSeconds(1));
    long last = board().revision();
    ledger().reopen();
    assertThat(board().revision()).as("after a restart").isGreaterThan(last);
  }
}
