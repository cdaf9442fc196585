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
 * time at most, however often it is asked for.
 */
final class Remembered<T> {

  private static final int PART = 40;

  /** Without any change it still ages: it may speak of the last hour. */
  private static final Duration LONGEST = Duration.ofSeconds(10);

  private record Answer<T>(T value, long revision, Instant at, Duration cost) {}

  private final Clock clock;
  private final ReentrantLock making = new ReentrantLock();
  private volatile @Nullable Answer<T> answer;

  /** Somebody was given an answer that was behind the ledger. */
  private final AtomicBoolean owed = new AtomicBoolean();

  Remembered(Clock clock) {
    this.clock = clock;
  }

  /**
   * @param revision the ledger's, read before
   */
  T get(long revision, Supplier<T> anew) {
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
      Instant begun = clock.instant();
      T value = anew.get();
      Instant done = clock.instant();
      answer = new Answer<>(value, revision, done, Duration.between(begun, done));
      return value;
    } finally {
      making.unlock();
    }
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

  /**
   * Whether somebody has an old answer, and may have a new one now; says so once, and never waits.
   */
  boolean becameAskable() {
    Answer<T> known = answer;
    return owed.get() && known != null && !isYoung(known) && owed.compareAndSet(true, false);
  }
}
