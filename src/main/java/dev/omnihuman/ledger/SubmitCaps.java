package dev.omnihuman.ledger;

import dev.omnihuman.job.Charged;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import dev.omnihuman.job.Move;
import dev.omnihuman.job.SubmitRules.Caps;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/**
 * How many submits people have allowed within a time. Counted is every attempt that was or may have
 * been charged, from its intent on, in the very transaction that writes the next intent.
 */
final class SubmitCaps {

  private record Cap(String setting, int most, Duration within) {}

  /** A cap that is reached, and when it allows the next submit. */
  record Reached(String words, Instant until) {}

  private final List<Cap> caps;

  SubmitCaps(Caps caps) {
    this.caps =
        Stream.of(
                new Cap("omnihuman.submit.max-per-hour", caps.perHour(), Duration.ofHours(1)),
                new Cap("omnihuman.submit.max-per-day", caps.perDay(), Duration.ofDays(1)))
            .filter(cap -> cap.most() > 0)
            .toList();
  }

  boolean areSet() {
    return !caps.isEmpty();
  }

  /** Whether a step tells of an attempt that was counted, and that it cost nothing after all. */
  static boolean isGivenBackBy(Move move) {
    Job job = move.after();
    return move.changesState()
        && job.state() != JobState.SUBMITTING
        && job.progress().attempt() > 0
        && job.ending().charged() == Charged.NO;
  }

  /**
   * @param more submits that this transaction lets begin, besides those stored
   * @return the cap that forbids one more, the one that lasts longest
   */
  Optional<Reached> reached(Handle handle, int more, Instant now) {
    return caps.stream()
        .flatMap(cap -> reached(handle, cap, more, now).stream())
        .max(Comparator.comparing(Reached::until));
  }

  private static Optional<Reached> reached(Handle handle, Cap cap, int more, Instant now) {
    List<Instant> counted =
        handle
            .createQuery(
                """
                SELECT started_at FROM attempt WHERE started_at > :since AND charged <> 'NO'
                ORDER BY started_at DESC LIMIT :most
                """)
            .bind("since", now.minus(cap.within()).toEpochMilli())
            .bind("most", cap.most())
            .mapTo(Long.class)
            .map(Instant::ofEpochMilli)
            .list();
    if (counted.size() + more < cap.most()) {
      return Optional.empty();
    }
    // Room comes when the most-th latest leaves the window; those of this transaction began now.
    Instant leaving = more >= cap.most() ? now : counted.get(cap.most() - more - 1);
    return Optional.of(
        new Reached(
            "%s=%d is reached".formatted(cap.setting(), cap.most()), leaving.plus(cap.within())));
  }
}
