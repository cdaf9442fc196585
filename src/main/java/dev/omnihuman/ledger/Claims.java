package dev.omnihuman.ledger;

import dev.omnihuman.job.ClosedGate;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** Leases due jobs to a claimant. Works inside a transaction. */
final class Claims {

  /** What a callback says was accepted is not submitted again before the gateway was asked. */
  static final String WITHOUT_LEAD =
      "AND NOT EXISTS (SELECT 1 FROM callback_lead WHERE callback_lead.job_id = job.id)";

  /**
   * People look for a video beside the inbox in which they have dropped its manifest; if no node
   * works there, any other outbox is better than none.
   */
  private static final String OF_OUR_SITE =
      """
      AND (site = :site OR site NOT IN (SELECT site FROM node WHERE drained_at IS NULL))
      """;

  private final LedgerRules rules;
  private final GateTable gates;
  private final Dialect dialect;

  Claims(LedgerRules rules, GateTable gates, Dialect dialect) {
    this.rules = rules;
    this.dialect = dialect;
    this.gates = gates;
  }

  static Optional<Instant> earliestDue(Handle handle, JobState state) {
    return handle
        .createQuery("SELECT MIN(due_at) FROM job WHERE state = :state AND due_at IS NOT NULL")
        .bind("state", state.name())
        .map((row, context) -> Optional.ofNullable(row.getObject(1)))
        .one()
        .map(millis -> Instant.ofEpochMilli(((Number) millis).longValue()));
  }

  /** When each of those jobs of a state became due that would be leased now. */
  static Map<String, Instant> dueTimes(Handle handle, JobState state, Instant now, int limit) {
    return handle
        .createQuery(
            """
            SELECT id, due_at FROM job WHERE state = :state AND due_at <= :now
            ORDER BY due_at, id LIMIT :limit
            """)
        .bind("state", state.name())
        .bind("now", now.toEpochMilli())
        .bind("limit", limit)
        .map(
            (row, context) ->
                Map.entry(row.getString("id"), Instant.ofEpochMilli(row.getLong("due_at"))))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /**
   * Accepted jobs: none while a gate is shut, one when a trial is due, else what the lane takes.
   */
  List<Job> leaseToSubmit(Handle handle, int limit) {
    List<ClosedGate> closed = gates.closed(handle);
    if (closed.isEmpty()) {
      return lease(handle, JobState.ACCEPTED, Math.min(limit, freePlaces(handle)));
    }
    Instant now = rules.clock().instant();
    if (!GateTable.isTrialDue(closed, now)) {
      return List.of();
    }
    List<Job> one = lease(handle, JobState.ACCEPTED, 1);
    one.forEach(job -> gates.tryWith(handle, job, now.plus(rules.lease())));
    return one;
  }

  /** Claimed jobs that have not begun will take a place in the lane, too. */
  private int freePlaces(Handle handle) {
    int room = gates.lane().room(handle);
    if (room == Integer.MAX_VALUE) {
      return room;
    }
    int claimed =
        handle
            .createQuery("SELECT COUNT(*) FROM job WHERE state = 'ACCEPTED' AND lease_until > :now")
            .bind("now", rules.clock().instant().toEpochMilli())
            .mapTo(Integer.class)
            .one();
    return Math.max(0, room - claimed);
  }

  /** Which of the due jobs of a state are left alone. */
  private String unless(JobState state) {
    return switch (state) {
      case ACCEPTED -> WITHOUT_LEAD;
      case READY -> dialect.isShared() ? OF_OUR_SITE : "";
      default -> "";
    };
  }

  List<Job> lease(Handle handle, JobState state, int limit) {
    Instant now = rules.clock().instant();
    // The outer look at due_at keeps two nodes from leasing the same row, on any database. Unless
    // the inner one is materialized, PostgreSQL may do it again for each row, and lease too many.
    return handle
        .createQuery(
            """
            WITH due AS MATERIALIZED (
              SELECT id FROM job WHERE state = :state AND due_at <= :now <unless>
              ORDER BY due_at, id LIMIT :limit <skip_locked>)
            UPDATE job SET lease_until = :until, lease_owner = :node, due_at = :until, look_at = NULL,
              version = version + 1
            WHERE due_at <= :now AND state = :state AND id IN (SELECT id FROM due)
            RETURNING *
            """)
        .bind("until", now.plus(rules.lease()).toEpochMilli())
        .bind("node", rules.member().node())
        .bindMap(
            state == JobState.READY && dialect.isShared()
                ? Map.of("site", rules.member().site())
                : Map.of())
        .bind("now", now.toEpochMilli())
        .define("unless", unless(state))
        .define("skip_locked", dialect.skipLocked())
        .bind("state", state.name())
        .bind("limit", limit)
        .map(SqlJobReader.JOB)
        .stream()
        .sorted(Comparator.comparing(Job::id))
        .toList();
  }
}
