package dev.omnihuman.ledger;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The ledger's memory of time, in its table {@code clock}. */
final class SqlLedgerClock implements LedgerClock {

  /** So far a clock may be behind without anybody having set it. */
  private static final Duration ORDINARY = Duration.ofSeconds(1);

  private final LedgerDatabase database;
  private final Clock clock;

  SqlLedgerClock(LedgerDatabase database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  @Override
  public void remember() {
    database.write(
        handle ->
            handle
                .createUpdate(
                    """
                    INSERT INTO clock (id, latest_at) VALUES (1, :now)
                    ON CONFLICT (id) DO UPDATE SET latest_at = excluded.latest_at
                    WHERE excluded.latest_at > clock.latest_at
                    """)
                .bind("now", clock.instant().toEpochMilli())
                .execute());
  }

  @Override
  public Optional<Duration> bringNear(Instant nextLook) {
    return database.write(
        handle -> {
          Instant now = clock.instant();
          Optional<Duration> setBack =
              latest(handle)
                  .map(latest -> Duration.between(now, latest))
                  .filter(behind -> behind.compareTo(ORDINARY) > 0);
          setBack.ifPresent(by -> bringNear(handle, now, nextLook, by));
          return setBack;
        });
  }

  private static Optional<Instant> latest(Handle handle) {
    return handle
        .createQuery("SELECT latest_at FROM clock")
        .mapTo(Long.class)
        .findOne()
        .map(Instant::ofEpochMilli);
  }

  private static void bringNear(Handle handle, Instant now, Instant nextLook, Duration by) {
    handle
        .createUpdate(
            """
            UPDATE job SET version = version + 1, due_at = :next_look
            WHERE state = 'SUBMITTED' AND due_at > :next_look
            """)
        .bind("next_look", nextLook.toEpochMilli())
        .execute();
    handle
        .createUpdate(
            """
            UPDATE job SET version = version + 1, due_at = due_at - :by
            WHERE state NOT IN ('SUBMITTED', 'SUBMITTING') AND due_at > :now
            """)
        .bind("by", by.toMillis())
        .bind("now", now.toEpochMilli())
        .execute();
    handle
        .createUpdate("UPDATE gate SET trial_at = trial_at - :by WHERE trial_at > :now")
        .bind("by", by.toMillis())
        .bind("now", now.toEpochMilli())
        .execute();
    // In the same commit: a start after this one must not bring the same things near again.
    handle
        .createUpdate("UPDATE clock SET latest_at = :now")
        .bind("now", now.toEpochMilli())
        .execute();
  }
}
