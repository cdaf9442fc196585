package dev.omnihuman.app;

import dev.omnihuman.delivery.PublishedVideos;
import dev.omnihuman.desk.Spoken;
import dev.omnihuman.job.Durations;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import dev.omnihuman.job.Price;
import dev.omnihuman.job.SubmitRules;
import dev.omnihuman.ledger.LedgerReader;
import dev.omnihuman.ledger.ListedJob;
import dev.omnihuman.report.Amounts;
import dev.omnihuman.settings.Settings;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How long submits that are still to be made will take, and what they will cost, as far as earlier
 * ones tell. Jobs that were accepted before and wait for their submit are among them.
 *
 * @param time until the last video is made; null if nobody can tell
 * @param timeWords the time and where it comes from, or why nobody can tell
 * @param cost null if nobody can tell
 * @param costWords the cost and where it comes from, or why nobody can tell
 */
record Estimate(
    @Nullable Duration time, String timeWords, @Nullable BigDecimal cost, String costWords) {

  /** So many of the latest tell enough. */
  private static final int LATEST = 50;

  /** Jobs that wait are asked for their resolutions, of which there are few. */
  private static final int ENOUGH = 1_000;

  /** Nine of ten videos are made sooner. */
  private static final double MOST = 0.9;

  /**
   * @param jobs that would be submitted, besides those that wait in the ledger
   * @param ledger null where there is none yet
   */
  static Estimate of(List<Job> jobs, @Nullable LedgerReader ledger, Settings settings) {
    long waiting = ledger == null ? 0 : ledger.countByState().getOrDefault(JobState.ACCEPTED, 0L);
    Submits submits = new Submits(jobs.size() + waiting, waiting);
    if (submits.all() == 0) {
      return new Estimate(Duration.ZERO, "nothing to wait for", BigDecimal.ZERO, "nothing to pay");
    }
    List<Job> known = new ArrayList<>(jobs);
    if (ledger != null && waiting > 0) {
      ledger.latest(Set.of(JobState.ACCEPTED), "", ENOUGH).stream()
          .map(ListedJob::job)
          .forEach(known::add);
    }
    Estimate time = time(submits, known, ledger, settings.submit().rules());
    Estimate cost = cost(submits, ledger, settings);
    return new Estimate(time.time, time.timeWords, cost.cost, cost.costWords);
  }

  /**
   * @param before how many of all were accepted before
   */
  private record Submits(long all, long before) {

    String ofThemBefore() {
      return before == 0 ? "" : " (%d of them accepted before)".formatted(before);
    }
  }

  private static Estimate time(
      Submits submits, List<Job> known, @Nullable LedgerReader ledger, SubmitRules rules) {
    Duration longest = Duration.ZERO;
    Set<String> unknown = new TreeSet<>();
    for (Job job : distinctResolutions(known)) {
      String resolution = job.manifest().request().resolution();
      Durations learned = ledger == null ? Durations.NONE : ledger.durations(resolution);
      if (learned.isEmpty()) {
        unknown.add(Objects.requireNonNullElse(resolution, "the provider's own resolution"));
      } else {
        longest = longer(longest, learned.quantile(MOST));
      }
    }
    List<Duration> answers = ledger == null ? List.of() : ledger.answerTimes(LATEST);
    if (!unknown.isEmpty()) {
      String which = String.join(", ", unknown);
      return time(null, "not known: no video in %s was made yet".formatted(which));
    }
    if (ledger == null || answers.isEmpty()) {
      return time(null, "not known: no submit was answered yet");
    }
    Duration submitting = submitting(submits.all(), new Durations(answers).quantile(0.5), rules);
    Duration all = submitting.plus(longest);
    return time(
        all,
        "about %s until the last video is made: %d submits%s take %s, nine of ten videos %s or less"
            .formatted(
                Spoken.age(all),
                submits.all(),
                submits.ofThemBefore(),
                Spoken.age(submitting),
                Spoken.age(longest)));
  }

  /** As many at once as are allowed, and no sooner than the caps allow. */
  private static Duration submitting(long submits, Duration answer, SubmitRules rules) {
    long rounds = (submits + rules.concurrency() - 1) / rules.concurrency();
    Duration all = answer.multipliedBy(rounds);
    if (rules.caps().perHour() > 0) {
      all = longer(all, Duration.ofHours((submits - 1) / rules.caps().perHour()));
    }
    if (rules.caps().perDay() > 0) {
      all = longer(all, Duration.ofDays((submits - 1) / rules.caps().perDay()));
    }
    return all;
  }

  private static List<Job> distinctResolutions(List<Job> jobs) {
    Set<String> seen = new TreeSet<>();
    return jobs.stream()
        .filter(job -> seen.add(String.valueOf(job.manifest().request().resolution())))
        .toList();
  }

  private static Estimate cost(Submits submits, @Nullable LedgerReader ledger, Settings settings) {
    Price price = settings.price();
    if (!price.isSet()) {
      return cost(
          null,
          "not known: no price is set (omnihuman.price.per-second, omnihuman.price.per-video)");
    }
    BigDecimal number = BigDecimal.valueOf(submits.all());
    if (!price.dependsOnLength()) {
      BigDecimal cost = price.of(null).multiply(number);
      return cost(
          cost,
          "%s for %d videos%s"
              .formatted(
                  Amounts.money(cost, price.currency()), submits.all(), submits.ofThemBefore()));
    }
    BigDecimal mean = ledger == null ? null : meanSeconds(ledger, settings);
    if (mean == null) {
      return cost(
          null,
          "not known: the price is by the second, and no video is there whose length could tell");
    }
    BigDecimal cost = price.of(mean).multiply(number);
    return cost(
        cost,
        "about %s for %d videos%s, if they are as long as the latest ones (%s)"
            .formatted(
                Amounts.money(cost, price.currency()),
                submits.all(),
                submits.ofThemBefore(),
                Amounts.seconds(mean)));
  }

  private static @Nullable BigDecimal meanSeconds(LedgerReader ledger, Settings settings) {
    List<BigDecimal> seconds =
        BucketChecks.with(
            settings,
            bucket -> {
              PublishedVideos videos = new PublishedVideos(settings.folders().outbox(), bucket);
              return ledger.latest(Set.of(JobState.DELIVERED), "", LATEST).stream()
                  .map(ListedJob::job)
                  .flatMap(job -> videos.seconds(job).stream())
                  .toList();
            });
    return seconds.isEmpty()
        ? null
        : seconds.stream()
            .reduce(BigDecimal.ZERO, BigDecimal::add)
            .divide(BigDecimal.valueOf(seconds.size()), 3, RoundingMode.HALF_UP);
  }

  private static Estimate time(@Nullable Duration time, String words) {
    return new Estimate(time, words, null, "");
  }

  private static Estimate cost(@Nullable BigDecimal cost, String words) {
    return new Estimate(null, "", cost, words);
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }
}
