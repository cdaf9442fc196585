package dev.omnihuman.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When a job is looked at, and what is learned from when it was found finished. */
class LookScheduleTest {

  private static final Instant START = Instant.parse("2026-05-22T13:17:32Z");
  private static final Duration INTERVAL = s(5);
  private static final Durations MINUTE = of(60);

  /** From 41 to 90 s. */
  private static final Durations WIDE =
      new Durations(IntStream.rangeClosed(41, 90).mapToObj(LookScheduleTest::s).toList());

  private final LookSchedule plain = schedule(() -> 0.5);

  @Test
  void should_look_at_once_while_nothing_is_known() {
    assertThat(plain.first(Durations.NONE, START)).isEqualTo(new Look(START, null));
  }

  @Test
  void should_look_first_when_results_usually_come() {
    assertThat(plain.first(MINUTE, START)).isEqualTo(new Look(at(60), at(60)));
    assertThat(plain.first(WIDE, START)).isEqualTo(new Look(at(46), at(66)));
  }

  @Test
  void should_look_first_sooner_than_the_interval_where_results_come_sooner() {
    assertThat(plain.first(of(1), START)).isEqualTo(new Look(at(1), at(1)));
  }

  @Test
  void should_look_earlier_while_few_durations_are_known() {
    Durations few = new Durations(List.of(s(60), s(80)));

    assertThat(plain.first(few, START).at()).isEqualTo(at(30));
  }

  @ParameterizedTest
  @CsvSource({"0, 57500", "0.89, 61950"})
  void should_spread_the_first_looks_over_an_interval(double random, long millis) {
    assertThat(schedule(() -> random).first(MINUTE, START).at())
        .isEqualTo(START.plusMillis(millis));
  }

  @Test
  void should_look_early_at_some_jobs_to_see_whether_they_have_become_faster() {
    LookSchedule schedule = schedule(new Random(1)::nextDouble);

    List<Duration> ages =
        IntStream.range(0, 1000)
            .mapToObj(n -> Duration.between(START, schedule.first(MINUTE, START).at()))
            .toList();

    long early = ages.stream().filter(age -> age.compareTo(s(57)) < 0).count();
    assertThat(early).isBetween(60L, 140L);
    assertThat(Collections.min(ages)).isLessThan(s(10));
    assertThat(Collections.max(ages)).isLessThan(s(63));
  }

  @ParameterizedTest
  @CsvSource({"0, 5", "14, 5", "15, 5", "60, 20", "600, 200", "7200, 300"})
  void should_look_ever_more_seldom_while_nothing_is_known(int age, int wait) {
    assertThat(exact().next(job(), "PROCESSING", Durations.NONE, at(age)))
        .isEqualTo(new Look(at(age + wait), null));
  }

  @ParameterizedTest
  @CsvSource({
    "2, 44, it was looked at early",
    "44, 5, the interval is kept",
    "50, 5, many end now",
    "85, 5, many end now",
    "100, 5, it is hardly late",
    "145, 20, it is late",
    "7200, 300, it is very late"
  })
  void should_look_often_when_results_come_and_seldom_long_after(int age, int wait, String why) {
    assertThat(exact().next(job(), "PROCESSING", WIDE, at(age)).at())
        .as(why)
        .isEqualTo(at(age + wait));
  }

  @Test
  void should_make_few_looks_where_durations_differ_much() {
    Durations different =
        new Durations(IntStream.rangeClosed(1, 50).mapToObj(n -> s(20 * n)).toList());
    int looks = 1;
    Instant now = exact().first(different, START).at();
    for (; now.isBefore(at(1000)); looks++) {
      now = exact().next(job(), "PROCESSING", different, now).at();
    }
    assertThat(looks).isLessThan(12);
  }

  @Test
  void should_wait_longer_for_a_job_that_is_still_queued_when_others_are_done() {
    assertThat(exact().next(job(), "QUEUED", MINUTE, at(70)).at()).isEqualTo(at(85));
    assertThat(exact().next(job(), "QUEUED", MINUTE, at(20)).at()).isEqualTo(at(60));
  }

  @ParameterizedTest
  @CsvSource({
    "PROCESSING, 10, 66",
    "PROCESSING, 71, 78",
    "PROCESSING, 96, 101",
    "PROCESSING, 175, 205",
    "QUEUED, 10, 66",
    "QUEUED, 60, 83"
  })
  void should_expect_the_end_by_age_and_by_word(String status, int age, int end) {
    assertThat(exact().next(job(), status, WIDE, at(age)).expectedEnd()).isEqualTo(at(end));
  }

  @ParameterizedTest
  @ValueSource(strings = {"QUEUED", "PROCESSING"})
  void should_never_look_at_a_job_again_sooner_than_the_interval_nor_together_with_others(
      String status) {
    LookSchedule schedule = schedule(new Random(2)::nextDouble);
    for (Durations learned : List.of(Durations.NONE, of(1), MINUTE, WIDE)) {
      for (int age = 0; age < 10_000; age += 13) {
        Instant now = at(age);
        Instant one = schedule.next(job(), status, learned, now).at();
        Instant other = schedule.next(job(), status, learned, now).at();
        assertThat(one).isAfterOrEqualTo(now.plus(INTERVAL)).isNotEqualTo(other);
      }
    }
  }

  @Test
  void should_follow_an_interval_that_changes() {
    Duration[] interval = {s(60)};
    LookSchedule schedule = new LookSchedule(() -> interval[0], () -> Duration.ZERO, () -> 0.0);
    assertThat(schedule.next(job(), "PROCESSING", MINUTE, at(60)).at()).isEqualTo(at(120));

    interval[0] = s(5);
    assertThat(schedule.next(job(), "PROCESSING", MINUTE, at(60)).at()).isEqualTo(at(65));
  }

  @Test
  void should_bear_a_clock_that_was_set_back() {
    assertThat(exact().next(job(), "PROCESSING", Durations.NONE, at(-3600)).at())
        .isEqualTo(at(-3595));
    assertThat(plain.took(job(), s(60), MINUTE, at(-3600))).isNull();
  }

  @Test
  void should_believe_the_gateways_times_that_fit_between_two_looks() {
    assertThat(plain.took(unfinishedAt(0), s(20), MINUTE, at(60))).isEqualTo(s(20));
    assertThat(plain.took(unfinishedAt(50), s(49), MINUTE, at(3600))).isEqualTo(s(50));
    assertThat(plain.took(unfinishedAt(50), s(61), MINUTE, at(60))).isEqualTo(s(60));
  }

  @ParameterizedTest
  @ValueSource(ints = {-3600, 0, 47, 63, 100_000})
  void should_not_believe_times_that_contradict_what_was_seen(int told) {
    assertThat(plain.took(unfinishedAt(50), s(told), MINUTE, at(60))).isEqualTo(s(55));
  }

  @ParameterizedTest
  @CsvSource({
    "54, 60, 57, seen closely",
    "45, 60, 52.5, seen closely enough",
    "0, 10, 5, two intervals",
    "0, 40, 20, faster than others",
    "30, 59, 44.5, faster than others"
  })
  void should_take_the_middle_between_two_looks_that_say_something(
      int unfinished, int seen, double took, String why) {
    assertThat(plain.took(unfinishedAt(unfinished), null, MINUTE, at(seen)))
        .as(why)
        .isEqualTo(Duration.ofMillis(Math.round(took * 1000)));
  }

  @ParameterizedTest
  @CsvSource({"0, 3600", "60, 3600", "40, 100"})
  void should_learn_nothing_from_what_was_seen_late(int unfinished, int seen) {
    assertThat(plain.took(unfinishedAt(unfinished), null, MINUTE, at(seen))).isNull();
    assertThat(plain.took(unfinishedAt(unfinished), null, Durations.NONE, at(seen))).isNull();
  }

  @Test
  void should_learn_nothing_from_a_job_that_was_not_watched_from_its_submit_on() {
    Job found = accepted().foundSubmitted("r", START);
    Job running = found.stillRunning("PROCESSING", at(1), new Look(at(6), null));
    Job asked = unfinishedAt(50).askedAgain(at(60));

    for (Job job : List.of(found, running, asked)) {
      assertThat(plain.took(job, s(6), MINUTE, at(6))).isNull();
    }
  }

  /** Jobs drop from a minute to ten seconds, and the gateway tells no times. */
  @Test
  void should_look_early_soon_after_jobs_have_become_faster() {
    LookSchedule schedule = schedule(new Random(3)::nextDouble);
    Durations learned = MINUTE;
    for (int n = 0; n < 30; n++) {
      learned = oneMore(schedule, learned, s(10));
    }
    assertThat(schedule(() -> 0.5).first(learned, START).at()).isBefore(at(20));
  }

  @Test
  void should_look_late_soon_after_jobs_have_become_slower() {
    LookSchedule schedule = schedule(new Random(4)::nextDouble);
    Durations learned = of(10);
    for (int n = 0; n < 50; n++) {
      learned = oneMore(schedule, learned, s(60));
    }
    assertThat(schedule(() -> 0.5).first(learned, START).at()).isBetween(at(40), at(70));
  }

  /** A job is looked at until it is done, and what that shows is learned. */
  private static Durations oneMore(LookSchedule schedule, Durations learned, Duration takes) {
    Job job = job();
    Instant end = START.plus(takes);
    Instant now = schedule.first(learned, START).at();
    while (now.isBefore(end)) {
      Look next = schedule.next(job, "PROCESSING", learned, now);
      job = job.stillRunning("PROCESSING", now, next);
      now = next.at();
    }
    Duration took = schedule.took(job, null, learned, now);
    return took == null ? learned : learned.with(List.of(took));
  }

  private static LookSchedule schedule(DoubleSupplier random) {
    return new LookSchedule(() -> INTERVAL, () -> Duration.ZERO, random);
  }

  private static LookSchedule exact() {
    return schedule(() -> 0.0);
  }

  private static Job unfinishedAt(int age) {
    return job().stillRunning("PROCESSING", at(age), new Look(at(age + 5), null));
  }

  private static Job job() {
    return accepted().submitted("r", START, new Look(START, null));
  }

  private static Job accepted() {
    GenerateRequest request = new GenerateRequest("https://a/b.png", "https://a/b.mp3", "720p");
    return Job.accepted("01", new Manifest("a.json", "a", false, request), START)
        .submitting(START.plusSeconds(120));
  }

  private static Durations of(int seconds) {
    return new Durations(Collections.nCopies(50, s(seconds)));
  }

  private static Instant at(int age) {
    return START.plusSeconds(age);
  }

  private static Duration s(int seconds) {
    return Duration.ofSeconds(seconds);
  }
}
