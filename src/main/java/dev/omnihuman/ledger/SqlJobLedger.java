package dev.omnihuman.ledger;

import com.github.f4b6a3.ulid.UlidCreator;
import dev.omnihuman.job.ClosedGate;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import dev.omnihuman.job.Manifest;
import dev.omnihuman.job.Move;
import dev.omnihuman.ledger.GroupCommit.Pending;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The ledger in SQL that runs on SQLite and PostgreSQL alike. */
final class SqlJobLedger extends SqlJobReader implements JobLedger {

  private static final Logger LOG = LoggerFactory.getLogger(JobLedger.class);

  private final LedgerRules rules;
  private final NextDue nextDue;
  private final LedgerClock clock;
  private final GroupCommit<Move, Job> moves = new GroupCommit<>(this::commitMoves);

  SqlJobLedger(LedgerDatabase database, LedgerRules rules) {
    super(database, new GateTable(rules));
    this.rules = rules;
    this.nextDue = new NextDue(rules.clock());
    this.clock = new SqlLedgerClock(database, rules.clock());
  }

  @Override
  public List<Job> accept(List<Manifest> manifests) {
    if (manifests.isEmpty()) {
      return List.of();
    }
    Instant now = rules.clock().instant();
    List<Job> jobs = manifests.stream().map(m -> Job.accepted(newId(), m, now)).toList();
    List<Job> accepted = database.write(handle -> new MoveBatch(handle, now).insert(jobs));
    accepted.forEach(nextDue::notice);
    accepted.forEach(job -> LOG.info("job {}: {}", job.label(), job.state()));
    return accepted;
  }

  private static String newId() {
    return UlidCreator.getMonotonicUlid().toString().toLowerCase(Locale.ROOT);
  }

  @Override
  public List<Job> claim(JobState state, int limit) {
    return whenDue(state, limit, handle -> lease(handle, state, limit));
  }

  @Override
  public void awaitDue(JobState state, Duration atMost) throws InterruptedException {
    nextDue.await(state, atMost);
  }

  @Override
  public void stopWaiting() {
    nextDue.stopWaiting();
  }

  @Override
  public List<Job> claimToSubmit(int limit) {
    return whenDue(JobState.ACCEPTED, limit, handle -> leaseThroughGates(handle, limit));
  }

  /** Looks before it writes, so that an idle ledger is only read, and seldom. */
  private List<Job> whenDue(JobState state, int limit, Function<Handle, List<Job>> claim) {
    if (limit <= 0 || !nextDue.isWorthAsking(state)) {
      return List.of();
    }
    Instant now = rules.clock().instant();
    Optional<Instant> earliest = database.read(handle -> earliestDue(handle, state));
    if (earliest.isEmpty() || earliest.get().isAfter(now)) {
      nextDue.notice(state, earliest.orElse(null));
      return List.of();
    }
    List<Job> claimed = database.write(claim);
    nextDue.notice(state, claimed.isEmpty() ? null : now);
    return claimed;
  }

  private static Optional<Instant> earliestDue(Handle handle, JobState state) {
    return handle
        .createQuery("SELECT MIN(due_at) FROM job WHERE state = :state AND due_at IS NOT NULL")
        .bind("state", state.name())
        .map((row, context) -> Optional.ofNullable(row.getObject(1)))
        .one()
        .map(millis -> Instant.ofEpochMilli(((Number) millis).longValue()));
  }

  private List<Job> leaseThroughGates(Handle handle, int limit) {
    List<ClosedGate> closed = gates.closed(handle);
    if (closed.isEmpty()) {
      return lease(handle, JobState.ACCEPTED, limit);
    }
    Instant now = rules.clock().instant();
    if (closed.stream().anyMatch(gate -> gate.trialAt().isAfter(now))) {
      return List.of();
    }
    List<Job> one = lease(handle, JobState.ACCEPTED, 1);
    one.forEach(job -> gates.tryWith(handle, job, now.plus(rules.lease())));
    return one;
  }

  private List<Job> lease(Handle handle, JobState state, int limit) {
    Instant now = rules.clock().instant();
    // The outer look at due_at keeps two nodes from leasing the same row, on any database.
    return handle
        .createQuery(
            """
            UPDATE job SET lease_until = :until, due_at = :until, version = version + 1
            WHERE due_at <= :now AND state = :state AND id IN (
              SELECT id FROM job WHERE state = :state AND due_at <= :now
              ORDER BY due_at, id LIMIT :limit)
            RETURNING *
            """)
        .bind("until", now.plus(rules.lease()).toEpochMilli())
        .bind("now", now.toEpochMilli())
        .bind("state", state.name())
        .bind("limit", limit)
        .map(JOB)
        .stream()
        .sorted(Comparator.comparing(Job::id))
        .toList();
  }

  @Override
  public Job move(Move move) {
    Job stored = moves.store(move.checked());
    log(move);
    return stored;
  }

  private void commitMoves(List<Pending<Move, Job>> group) {
    List<Pending<Move, Job>> admitted = new ArrayList<>();
    Set<Pending<Move, Job>> stored =
        new HashSet<>(database.write(handle -> storeMoves(handle, group, admitted)));
    for (Pending<Move, Job> member : group) {
      if (stored.contains(member)) {
        nextDue.notice(member.asked().after());
        member.stored(member.asked().after().stored());
      } else if (admitted.contains(member)) {
        member.refused(new StaleJobException(member.asked()));
      } else {
        member.refused(new GateShutException(member.asked().before()));
      }
    }
  }

  /**
   * @param admitted gets the members of the group that no gate keeps back
   * @return those of them that were stored
   */
  private List<Pending<Move, Job>> storeMoves(
      Handle handle, List<Pending<Move, Job>> group, List<Pending<Move, Job>> admitted) {
    List<ClosedGate> closed = gates.closed(handle);
    group.stream().filter(m -> GateTable.admits(closed, m.asked())).forEach(admitted::add);
    List<Pending<Move, Job>> stored =
        new MoveBatch(handle, rules.clock().instant()).update(admitted, Pending::asked);
    for (Pending<Move, Job> member : stored) {
      Move move = member.asked();
      if (move.answer() != null) {
        gates.learn(handle, move.after(), move.answer());
      }
    }
    return stored;
  }

  private static void log(Move move) {
    Job job = move.after();
    String words = job.ending().words();
    if (move.changesState()) {
      String because = words == null ? "" : ": " + words;
      LOG.info("job {}: {} -> {}{}", job.label(), move.before().state(), job.state(), because);
    } else if (job.progress().tries() > move.before().progress().tries()) {
      LOG.info("job {}: {}; next try at {}", job.label(), words, job.progress().dueAt());
    }
  }

  @Override
  public Job renew(Job job) {
    long until = rules.clock().instant().plus(rules.lease()).toEpochMilli();
    int renewed =
        database.write(
            handle ->
                handle
                    .createUpdate(
                        """
                        UPDATE job SET lease_until = :until, due_at = :until, version = version + 1
                        WHERE id = :id AND version = :version
                        """)
                    .bind("until", until)
                    .bind("id", job.id())
                    .bind("version", job.progress().version())
                    .execute());
    if (renewed == 0) {
      throw new StaleJobException(Move.of(job, job));
    }
    return job.stored();
  }

  @Override
  public List<Job> expireSubmits() {
    // A submit's due time is the end of its lease.
    List<Job> expired = claim(JobState.SUBMITTING, Integer.MAX_VALUE);
    return toDoubt(expired, "the lease ran out before an answer was stored");
  }

  @Override
  public List<Job> takeOver(Instant statusNotBefore) {
    Instant now = rules.clock().instant();
    database.write(
        handle -> {
          gates.makeDue(handle, now);
          return handle
              .createUpdate(
                  """
                  UPDATE job SET version = version + 1, lease_until = NULL,
                    due_at = CASE state WHEN 'SUBMITTED' THEN :later ELSE :now END
                  WHERE lease_until IS NOT NULL AND state <> 'SUBMITTING'
                  """)
              .bind("later", statusNotBefore.toEpochMilli())
              .bind("now", now.toEpochMilli())
              .execute();
        });
    nextDue.noticeAll();
    return toDoubt(inState(JobState.SUBMITTING), "the program stopped before an answer was stored");
  }

  private List<Job> toDoubt(List<Job> jobs, String words) {
    return jobs.stream().map(job -> move(Move.of(job, job.inDoubt(words)))).toList();
  }

  @Override
  public LedgerClock clock() {
    return clock;
  }

  @Override
  public void close() {
    moves.close();
    database.close();
  }
}
