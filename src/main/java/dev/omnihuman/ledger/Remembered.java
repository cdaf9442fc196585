package dev.omnihuman.ledger;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An answer that is dear in a large ledger, kept so long that making it takes a fortieth of the
 * time at most, however often it is asked for.
 */
final class Remembered<T> {

  private static final int PART = 40;

  /** Without any change it still ages: it may speak of the last hour. */
  private static final Duration LONGEST = Duration.ofSeconds(10);

  private record Answer<T>(T value, long revision, Instant at, Duration cost) {}

  private final Clock clock;
  private @Nullable Answer<T> answer;

  /** Somebody was given an answer that was behind the ledger. */
  private boolean owed;

  Remembered(Clock clock) {
    this.clock = clock;
  }

  /**
   * @param revision the ledger's, read before
   */
  synchronized T get(long revision, Supplier<T> anew) {
    Answer<T> known = answer;
    if (known != null && (isYoung(known) || known.revision() == revision && isFresh(known))) {
      owed |= known.revision() != revision;
      return known.value();
    }
    Instant begun = clock.instant();
    T value = anew.get();
    Instant done = clock.instant();
    answer = new Answer<>(value, revision, done, Duration.between(begun, done));
    owed = false;
    return value;
  }

  private boolean isYoung(Answer<T> known) {
    return age(known).compareTo(known.cost().multipliedBy(PART)) < 0;
  }

  private boolean isFresh(Answer<T> known) {
    return age(known).compareTo(LONGEST) < 0;
  }

  private Duration age(Answer<T> known) {
    return Duration.between(known.at(), clock.instant());
  }

  /** Whether somebody has an old answer, and may have a new one now; says so once. */
  synchronized boolean becameAskable() {
    Answer<T> known = answer;
    boolean askable = owed && known != null && !isYoung(known);
    owed &= !askable;
    return askable;
  }
}
