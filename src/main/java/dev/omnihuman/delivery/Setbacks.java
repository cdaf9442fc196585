package dev.omnihuman.delivery;

import dev.omnihuman.bucket.BucketException;
import dev.omnihuman.job.Backoff;
import dev.omnihuman.job.Charged;
import dev.omnihuman.job.FailureReason;
import dev.omnihuman.job.Job;
import dev.omnihuman.ledger.JobReader;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** What a download that did not succeed means for its job. */
final class Setbacks {

  private static final Backoff AGAIN =
      Backoff.withFullJitter(Duration.ofSeconds(5), Duration.ofMinutes(5));

  /** When the gateway is asked for fresh links, after the first death, the second … */
  private static final List<Duration> FRESH_LINKS_AFTER =
      List.of(Duration.ZERO, Duration.ofMinutes(10), Duration.ofMinutes(30));

  private static final int MOST_UNVERIFIED = 3;

  /** How long a host may offer something else than the video; links are known to live that long. */
  private static final Duration UNUSABLE_FOR = Duration.ofHours(24);

  private final JobReader ledger;
  private final Clock clock;
  private final Quarantine quarantine;

  Setbacks(JobReader ledger, Clock clock, Quarantine quarantine) {
    this.ledger = ledger;
    this.clock = clock;
    this.quarantine = quarantine;
  }

  /** The job as it shall go on, or end. */
  Job after(Job job, IOException trouble) throws IOException {
    if (trouble instanceof DownloadException.LinkGone) {
      return linkGone(job, words(trouble));
    }
    if (trouble instanceof DownloadException.Unverified) {
      return unverified(job, words(trouble));
    }
    Instant readyAt = Objects.requireNonNullElse(job.times().readyAt(), clock.instant());
    if (trouble instanceof DownloadException.Unusable
        && clock.instant().isAfter(readyAt.plus(UNUSABLE_FOR))) {
      return failed(job, FailureReason.RESULT_GONE, words(trouble));
    }
    Instant next = later(job);
    Instant asked =
        trouble instanceof DownloadException.Busy busy
            ? clock.instant().plus(busy.waitFor())
            : next;
    return job.tryAgain(asked.isAfter(next) ? asked : next, words(trouble));
  }

  private Job linkGone(Job job, String words) throws IOException {
    int deaths = ledger.linkDeaths(job.id());
    return deaths < FRESH_LINKS_AFTER.size()
        ? job.needsFreshLinks(clock.instant().plus(FRESH_LINKS_AFTER.get(deaths)), words)
        : failed(job, FailureReason.RESULT_GONE, words + ", and so were fresh ones");
  }

  private Job unverified(Job job, String words) throws IOException {
    return job.progress().unverified() + 1 < MOST_UNVERIFIED
        ? job.unverified(later(job), words)
        : failed(job, FailureReason.UNVERIFIED, words);
  }

  private Job failed(Job job, FailureReason reason, String words) throws IOException {
    List<String> kept = quarantine.take(job);
    String where =
        kept.isEmpty() ? "" : "; the bytes lie in .quarantine as " + String.join(", ", kept);
    return job.failed(reason, words + where, Charged.YES, clock.instant());
  }

  private Instant later(Job job) {
    return clock.instant().plus(AGAIN.delay(job.progress().tries()));
  }

  private static String words(IOException trouble) {
    return trouble instanceof DownloadException || trouble instanceof BucketException
        ? String.valueOf(trouble.getMessage())
        : trouble.toString();
  }
}
