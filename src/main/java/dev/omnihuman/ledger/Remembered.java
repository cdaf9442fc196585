package dev.omnihuman.ledger;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An answer that is dear in a large ledger, kept so long that making it takes a fortieth of the
 * time at most, however often it is asked for; but never for longer than half a minute.
 */
final class Remembered<T> {

  private static final int PART = 40;

  /** Without any change it still ages: it may speak of the last hour. */
  private static final Duration LONGEST = Duration.ofSeconds(10);

  /** What once took long may be quick again. */
  private static final Duration LONGEST_YOUTH = Duration.ofSeconds(30);

  /**
   * @param cost how long it took to make, without what was waited for first
   */
  record Made<T>(T value, Duration cost) {}

  private record Answer<T>(T value, long revision, Instant at, Duration cost) {}

  private final Clock clock;
  private final ReentrantLock making = new ReentrantLock();
  private volatile @Nullable Answer<T> answer;

  /** Somebody was given an answer that was behind the ledger. */
  private final AtomicBoolean owed = new AtomicBoolean();

  Remembered(Clock clock) {
    this.clock = clock;
  }

  /** Makes an answer, and measures that. */
  Made<T> made(Supplier<T> work) {
    Instant begun = clock.instant();
    T value = work.get();
    return new Made<>(value, Duration.between(begun, clock.instant()));
  }

  /**
   * @param revision the ledger's, read before
   */
  T get(long revision, Supplier<Made<T>> anew) {
    making.lock();
    try {
      Answer<T> known = answer;
      if (known != null && (isYoung(known) || known.revision() == revision && isFresh(known))) {
        if (known.revision() != revision) {
          owed.set(true);
        }
        return known.value();
      }
      owed.set(false);
      Made<T> made = anew.get();
      answer = new Answer<>(made.value(), revision, clock.instant(), made.cost());
      return made.value();
    } finally {
      making.unlock();
    }
  }

  private boolean isYoung(Answer<T> known) {
    Duration youth = known.cost().multipliedBy(PART);
    return age(known).compareTo(youth.compareTo(LONGEST_YOUTH) < 0 ? youth : LONGEST_YOUTH) < 0;
  }

  private boolean isFresh(Answer<T> known) {
    return age(known).compareTo(LONGEST) < 0;
  }

  private Duration age(Answer<T> known) {
    return Duration.between(known.at(), clock.instant());
  }

  /**
   * Whether somebody has an old answer, and may have a new one now; says so once, and never waits.
   */
  boolean becameAskable() {
    Answer<T> known = answer;
    return owed.get() && known != null && !isYoung(known) && owed.compareAndSet(true, false);
  }
}
