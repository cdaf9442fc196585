package dev.omnihuman.job;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * When the gateway is asked about a job that it works on. The first look comes near the time when
 * results usually come, the next ones an interval apart while most results come, and ever farther
 * apart for a job that takes longer than most. Nothing here is remembered: what was learned is
 * given, and comes from the ledger.
 *
 * @param interval the shortest time between two looks at one job; asked each time, because it may
 *     change
 * @param firstAfter the shortest time from a submit to the first look; asked each time, too
 * @param random from 0 to 1; 0 adds nothing to an interval
 */
public record LookSchedule(
    Supplier<Duration> interval, Supplier<Duration> firstAfter, DoubleSupplier random) {

  private static final Duration LONGEST_GAP = Duration.ofMinutes(5);

  /** Jobs that were submitted together shall not be asked about together for ever. */
  private static final double JITTER = 0.1;

  /** Fewer durations than these are no measure of the earliest yet. */
  private static final int FEW = 5;

  /**
   * One of ten first looks comes earlier than usual: without it nobody sees that jobs got faster.
   */
  private static final double EXPLORING = 0.9;

  /** Between the early results and the late ones so many looks are enough. */
  private static final int LOOKS_AT_THE_USUAL_END = 8;

  /** A job that is late already is looked at again after this part of the time it is late by. */
  private static final int PART_OF_THE_LATENESS = 3;

  /** The provider writes its times in whole seconds, and its clock is not ours. */
  private static final Duration CLOCK_SLACK = Duration.ofSeconds(2);

  /**
   * How long jobs take as a rule: nine of ten are later than early, one of ten is later than late.
   */
  private record Usual(Duration early, Duration middle, Duration late) {

    static Usual of(Durations learned) {
      Duration early =
          learned.count() < FEW ? fraction(learned.quantile(0), 2) : learned.quantile(0.1);
      return new Usual(early, learned.quantile(0.5), learned.quantile(0.9));
    }

    Duration spread() {
      return late.minus(early);
    }
  }

  public static LookSchedule every(Supplier<Duration> interval, Supplier<Duration> firstAfter) {
    return new LookSchedule(interval, firstAfter, () -> ThreadLocalRandom.current().nextDouble());
  }

  /** The same, with this interval whatever becomes of callbacks. */
  public LookSchedule every(Duration fixed) {
    return new LookSchedule(() -> fixed, firstAfter, random);
  }

  /**
   * After a submit. The interval is kept between looks; a submit is none, so results that usually
   * come sooner are looked for sooner. While nothing is known the first look comes at once: it is
   * free, and shows at once whether looking works at all. Where callbacks tell of results, all of
   * that can wait.
   */
  public Look first(Durations learned, Instant submittedAt) {
    if (learned.isEmpty()) {
      return new Look(submittedAt.plus(spread(firstAfter.get())), null);
    }
    Usual usual = Usual.of(learned);
    Duration age = longer(firstAge(usual.early()), spread(firstAfter.get()));
    return new Look(submittedAt.plus(age), submittedAt.plus(usual.middle()));
  }

  private Duration firstAge(Duration early) {
    if (random.getAsDouble() >= EXPLORING) {
      return part(early, random.getAsDouble());
    }
    Duration width = shorter(interval.get(), fraction(early, 2));
    return early.plus(part(width, random.getAsDouble() - 0.5));
  }

  /**
   * After a look that found the job unfinished.
   *
   * @param status the gateway's word
   */
  public Look next(Job job, String status, Durations learned, Instant now) {
    Instant submittedAt = Objects.requireNonNullElse(job.times().submittedAt(), now);
    Duration age = longer(Duration.between(submittedAt, now), Duration.ZERO);
    if (learned.isEmpty()) {
      Duration wait = shorter(fraction(age, PART_OF_THE_LATENESS), LONGEST_GAP);
      return new Look(now.plus(gap(wait)), null);
    }
    Usual usual = Usual.of(learned);
    boolean queued = status.equals("QUEUED");
    return new Look(now.plus(gap(wait(usual, age, queued))), now.plus(left(usual, age, queued)));
  }

  private static Duration wait(Usual usual, Duration age, boolean queued) {
    if (age.compareTo(usual.early()) < 0) {
      return usual.early().minus(age);
    }
    Duration wait = fraction(usual.spread(), LOOKS_AT_THE_USUAL_END);
    if (age.compareTo(usual.late()) > 0) {
      wait = longer(wait, fraction(age.minus(usual.late()), PART_OF_THE_LATENESS));
    }
    // It has all of its processing before it, however long it has been queued.
    wait = queued ? longer(wait, fraction(usual.early(), 4)) : wait;
    return shorter(wait, LONGEST_GAP);
  }

  /** How long the job will still take, as far as others tell. */
  private Duration left(Usual usual, Duration age, boolean queued) {
    Duration left = usual.middle().minus(age);
    if (queued) {
      return longer(left, fraction(usual.early(), 2));
    }
    if (left.compareTo(Duration.ZERO) > 0) {
      return left;
    }
    return age.compareTo(usual.late()) < 0
        ? fraction(usual.late().minus(age), 2)
        : longer(interval.get(), fraction(age.minus(usual.late()), PART_OF_THE_LATENESS));
  }

  private Duration gap(Duration wanted) {
    return spread(longer(wanted, interval.get()));
  }

  /** A wait with jitter, which only prolongs it. */
  public Duration spread(Duration wait) {
    return wait.plus(part(wait, JITTER * random.getAsDouble()));
  }

  /**
   * How long a job took that was just found finished, as far as we can tell. It ended between the
   * last look that found it unfinished and this one. The gateway's own times say when, if they fit
   * in between. Without them the middle is taken, unless the two are so far apart that it says
   * nothing: after a restart, a time without answers, a queue of looks. Then it counts only if it
   * shows that jobs got faster.
   *
   * @param told the time from its creation to its completion by the gateway's clock; null if the
   *     gateway does not tell
   * @return null if it says nothing of other jobs; always so for one that was not watched from its
   *     submit on
   */
  public @Nullable Duration took(Job job, @Nullable Duration told, Durations learned, Instant now) {
    Instant submittedAt = job.times().submittedAt();
    Instant unfinishedAt = job.remote().unfinishedAt();
    if (submittedAt == null || unfinishedAt == null || now.isBefore(unfinishedAt)) {
      return null;
    }
    Duration least = longer(Duration.between(submittedAt, unfinishedAt), Duration.ZERO);
    Duration most = Duration.between(submittedAt, now);
    if (told != null
        && told.compareTo(least.minus(CLOCK_SLACK)) >= 0
        && told.compareTo(most.plus(CLOCK_SLACK)) <= 0) {
      return shorter(longer(told, least), most);
    }
    Duration width = most.minus(least);
    boolean narrow =
        width.compareTo(longer(interval.get().multipliedBy(2), fraction(most, 3))) <= 0;
    boolean faster = !learned.isEmpty() && most.compareTo(learned.quantile(0.5)) <= 0;
    return narrow || faster ? least.plus(fraction(width, 2)) : null;
  }

  private static Duration part(Duration whole, double part) {
    return Duration.ofMillis(Math.round(whole.toMillis() * part));
  }

  /** In whole milliseconds, as the ledger stores them. */
  private static Duration fraction(Duration whole, int parts) {
    return Duration.ofMillis(whole.toMillis() / parts);
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
