package dev.omnihuman.job;

import java.time.Duration;
import java.util.List;

/**
 * What people have chosen about asking for the status.
 *
 * @param interval the shortest time between two looks at one job
 * @param confirmErrorAfter how far apart two looks must say ERROR before it is believed
 * @param errorRetryDelays the waits before a job is submitted again after ERROR; the last repeats
 * @param maxResubmitsOnError how often a job is submitted again after ERROR
 * @param deadline how long after the submit a job is asked about at the usual pace
 */
public record StatusRules(
    Duration interval,
    Duration confirmErrorAfter,
    List<Duration> errorRetryDelays,
    int maxResubmitsOnError,
    Duration deadline) {

  /** Beyond the deadline a job is still asked about, once an hour, for so long. */
  public static final Duration LATE_RESULTS = Duration.ofDays(7);

  public static final Duration LATE_INTERVAL = Duration.ofHours(1);

  /** A request may be unknown to the gateway's status endpoint for so long after its submit. */
  public static final Duration NOT_FOUND_GRACE = Duration.ofMinutes(15);

  /** How often a request is asked about that the gateway does not know. */
  public static final Duration NOT_FOUND_INTERVAL = Duration.ofMinutes(5);

  public static final Duration UNKNOWN_WORD_INTERVAL = Duration.ofSeconds(60);

  /** A complete video may be without usable files for so long. */
  public static final Duration OUTPUT_GRACE = Duration.ofMinutes(10);

  public StatusRules {
    errorRetryDelays = List.copyOf(errorRetryDelays);
  }
}
