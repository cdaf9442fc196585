package dev.omnihuman.ledger;

import static dev.omnihuman.ledger.JobRow.instant;

import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import dev.omnihuman.job.Remote;
import dev.omnihuman.job.SubmitOutcome;
import dev.omnihuman.ledger.GroupCommit.Pending;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** Callbacks in the ledger's tables {@code attempt}, {@code job} and {@code callback_lead}. */
final class SqlCallbackLedger implements CallbackLedger, AutoCloseable {

  /** However many callbacks come about a job, it is asked about no more often because of them. */
  static final Duration BETWEEN_HINTS = Duration.ofSeconds(2);

  /** A callback tells one id. Whoever tells many has stolen a token, and fills no disk with it. */
  private static final int MOST_LEADS = 5;

  /** One callback, as it is asked to be stored. */
  private record Call(String tokenHash, String requestId) {}

  /**
   * The attempt that somebody calls about, and how its job stands.
   *
   * @param requestId what we believe it to be; null if we know nothing
   * @param certain whether the gateway itself has told us so
   */
  private record Called(Job job, int attempt, @Nullable String requestId, boolean certain) {

    static Called read(ResultSet row, StatementContext context) throws SQLException {
      Job job = SqlJobReader.JOB.map(row, context);
      return new Called(
          job,
          row.getInt("called_attempt"),
          row.getString("called_request"),
          SubmitOutcome.ACCEPTED.name().equals(row.getString("called_outcome"))
              || job.remote().status() != null && !Remote.NOT_FOUND.equals(job.remote().status()));
    }

    boolean isLatest() {
      return attempt == job.progress().attempt();
    }

    boolean isItsOwn(String called) {
      return called.equals(requestId) && called.equals(job.remote().requestId());
    }

    /** Whether it would be news if the gateway knew the attempt by this id. */
    boolean mayBeCalled(String called) {
      // A person may have mistyped the id of a doubtful attempt.
      return requestId == null || isLatest() && !certain && !called.equals(requestId);
    }
  }

  /**
   * @param lookAt the look that callbacks have asked for and that is still to come
   * @param latest when the latest of these was due
   */
  private record Hints(@Nullable Instant lookAt, @Nullable Instant latest) {

    /** When to look because of one more callback; null if a look that is to come sees it, too. */
    @Nullable Instant nextLook(Instant now) {
      // A time beyond that comes from a clock that was set back.
      Instant farthest = now.plus(BETWEEN_HINTS);
      if (lookAt != null && !lookAt.isAfter(farthest)) {
        return null;
      }
      Instant allowed = latest == null ? now : latest.plus(BETWEEN_HINTS);
      return allowed.isAfter(now) && !allowed.isAfter(farthest) ? allowed : now;
    }
  }

  private final LedgerDatabase database;
  private final LedgerRules rules;
  private final NextDue nextDue;
  private final Runnable changed;
  private final GroupCommit<Call, Hint> calls = new GroupCommit<>(this::commitCalls);

  /**
   * @param changed is told when what people see of a job has changed without a step
   */
  SqlCallbackLedger(LedgerDatabase database, LedgerRules rules, NextDue nextDue, Runnable changed) {
    this.database = database;
    this.rules = rules;
    this.nextDue = nextDue;
    this.changed = changed;
  }

  @Override
  public Hint hint(String tokenHash, String requestId) {
    // Whoever has no token costs one look, and never the disk's flush.
    boolean known = database.read(handle -> called(handle, tokenHash)).isPresent();
    return known ? calls.store(new Call(tokenHash, requestId)) : Hint.UNKNOWN_TOKEN;
  }

  private void commitCalls(List<Pending<Call, Hint>> group) {
    Instant now = rules.clock().instant();
    Map<Pending<Call, Hint>, Hint> hints =
        database.write(
            handle -> {
              Map<Pending<Call, Hint>, Hint> stored = new HashMap<>();
              group.forEach(call -> stored.put(call, store(handle, call.asked(), now)));
              return stored;
            });
    hints.forEach(Pending::stored);
  }

  private Hint store(Handle handle, Call call, Instant now) {
    Called about = called(handle, call.tokenHash()).orElse(null);
    if (about == null) {
      return Hint.UNKNOWN_TOKEN;
    }
    Job job = about.job();
    if (about.isLatest() && about.isItsOwn(call.requestId())) {
      if (job.state() == JobState.SUBMITTED) {
        lookSoon(handle, job, now);
        return Hint.LOOK;
      }
      return Hint.NOTHING;
    }
    if (!about.mayBeCalled(call.requestId())) {
      return Hint.NOTHING;
    }
    keepLead(handle, about, call.requestId(), now);
    return Hint.LEAD;
  }

  private static Optional<Called> called(Handle handle, String tokenHash) {
    return handle
        .createQuery(
            """
            SELECT job.*, attempt.number AS called_attempt, attempt.request_id AS called_request,
              attempt.outcome AS called_outcome
            FROM attempt JOIN job ON job.id = attempt.job_id
            WHERE attempt.token_hash = :hash
            """)
        .bind("hash", tokenHash)
        .map((row, context) -> Called.read(row, context))
        .findOne();
  }

  /**
   * Wakes a job without a new version: whoever is asking about it just now stores his answer as
   * ever, and then the job is due again.
   */
  private void lookSoon(Handle handle, Job job, Instant now) {
    Hints hints =
        handle
            .createQuery("SELECT look_at, hinted_at FROM job WHERE id = :id")
            .bind("id", job.id())
            .map((row, c) -> new Hints(instant(row, "look_at"), instant(row, "hinted_at")))
            .one();
    Instant at = hints.nextLook(now);
    if (at == null) {
      return;
    }
    handle
        .createUpdate(
            """
            UPDATE job SET look_at = :at, hinted_at = :at,
              due_at = CASE WHEN lease_until IS NULL AND due_at > :at THEN :at ELSE due_at END
            WHERE id = :id
            """)
        .bind("at", at.toEpochMilli())
        .bind("id", job.id())
        .execute();
    nextDue.notice(JobState.SUBMITTED, at);
  }

  private void keepLead(Handle handle, Called about, String requestId, Instant now) {
    int stored =
        handle
            .createUpdate(
                """
                INSERT INTO callback_lead (job_id, attempt, request_id, received_at, due_at, tries)
                SELECT :job, :attempt, :request, :now, :now, 0
                WHERE (SELECT COUNT(*) FROM callback_lead
                       WHERE job_id = :job AND attempt = :attempt) < :most
                ON CONFLICT DO NOTHING
                """)
            .bind("job", about.job().id())
            .bind("attempt", about.attempt())
            .bind("request", requestId)
            .bind("now", now.toEpochMilli())
            .bind("most", MOST_LEADS)
            .execute();
    if (stored > 0) {
      // It was heard of, whatever comes of it.
      handle
          .createUpdate("UPDATE job SET hinted_at = COALESCE(hinted_at, 0) WHERE id = :id")
          .bind("id", about.job().id())
          .execute();
      nextDue.notice(JobState.IN_DOUBT, now);
    }
  }

  @Override
  public boolean isAwaited(Job job) {
    return isAny(
        job,
        """
        SELECT COUNT(*) FROM attempt
        WHERE job_id = :id AND number = :attempt AND token_hash IS NOT NULL
        """);
  }

  /** A look that found the job unfinished makes an earlier callback old news; 0 is of no time. */
  @Override
  public boolean isUnheardOf(Job job) {
    return isAny(
        job,
        """
        SELECT COUNT(*) FROM job
        JOIN attempt ON attempt.job_id = job.id AND attempt.number = :attempt
        WHERE job.id = :id AND token_hash IS NOT NULL
          AND (hinted_at IS NULL OR hinted_at > 0 AND hinted_at < unfinished_at)
        """);
  }

  private boolean isAny(Job job, String query) {
    return database.read(
        handle ->
            handle
                    .createQuery(query)
                    .bind("id", job.id())
                    .bind("attempt", job.progress().attempt())
                    .mapTo(Integer.class)
                    .one()
                > 0);
  }

  @Override
  public List<Lead> claimLeads(int limit) {
    Instant now = rules.clock().instant();
    if (!nextDue.isWorthAsking(JobState.IN_DOUBT) || database.read(h -> due(h, now, 1)).isEmpty()) {
      return List.of();
    }
    return database.write(
        handle -> {
          List<Lead> claimed = new ArrayList<>();
          for (Lead lead : due(handle, now, limit)) {
            if (isOfUse(handle, lead)) {
              postpone(handle, lead, now.plus(rules.lease()), lead.tries());
              claimed.add(lead);
            } else {
              delete(handle, lead);
              if (lead.requestId().equals(lead.job().remote().requestId())) {
                lookSoon(handle, lead.job(), now); // it came before the submit's own answer
              }
            }
          }
          return claimed;
        });
  }

  /** Those of jobs whose submit may still be answered are left alone. */
  private static List<Lead> due(Handle handle, Instant now, int limit) {
    return handle
        .createQuery(
            """
            SELECT job.*, l.attempt AS lead_attempt, l.request_id AS lead_request,
              l.received_at AS lead_received_at, l.tries AS lead_tries
            FROM callback_lead l JOIN job ON job.id = l.job_id
            WHERE l.due_at <= :now AND job.state <> 'SUBMITTING'
            ORDER BY l.due_at, l.job_id, l.request_id LIMIT :limit
            """)
        .bind("now", now.toEpochMilli())
        .bind("limit", limit)
        .map(
            (row, context) ->
                new Lead(
                    SqlJobReader.JOB.map(row, context),
                    row.getInt("lead_attempt"),
                    row.getString("lead_request"),
                    Instant.ofEpochMilli(row.getLong("lead_received_at")),
                    row.getInt("lead_tries")))
        .list();
  }

  private static boolean isOfUse(Handle handle, Lead lead) {
    if (lead.requestId().equals(lead.job().remote().requestId())) {
      return false; // the job has taken it
    }
    return handle
        .createQuery(
            """
            SELECT job.*, number AS called_attempt, attempt.request_id AS called_request,
              outcome AS called_outcome
            FROM attempt JOIN job ON job.id = attempt.job_id
            WHERE job.id = :job AND number = :attempt
            """)
        .bind("job", lead.job().id())
        .bind("attempt", lead.attempt())
        .map((row, context) -> Called.read(row, context))
        .findOne()
        // Confirmed, but the job was not moved: a crash came in between.
        .map(c -> lead.requestId().equals(c.requestId()) || c.mayBeCalled(lead.requestId()))
        .orElse(false);
  }

  @Override
  public void followLater(Lead lead, Instant at) {
    database.write(
        handle -> {
          postpone(handle, lead, at, lead.tries() + 1);
          return null;
        });
    nextDue.notice(JobState.IN_DOUBT, at);
  }

  private static void postpone(Handle handle, Lead lead, Instant until, int tries) {
    handle
        .createUpdate(
            """
            UPDATE callback_lead SET due_at = :until, tries = :tries
            WHERE job_id = :job AND attempt = :attempt AND request_id = :request
            """)
        .bind("until", until.toEpochMilli())
        .bind("tries", tries)
        .bind("job", lead.job().id())
        .bind("attempt", lead.attempt())
        .bind("request", lead.requestId())
        .execute();
  }

  @Override
  public void drop(Lead lead) {
    database.write(
        handle -> {
          delete(handle, lead);
          return null;
        });
  }

  private static void delete(Handle handle, Lead lead) {
    handle
        .createUpdate(
            """
            DELETE FROM callback_lead
            WHERE job_id = :job AND attempt = :attempt AND request_id = :request
            """)
        .bind("job", lead.job().id())
        .bind("attempt", lead.attempt())
        .bind("request", lead.requestId())
        .execute();
  }

  @Override
  public Optional<Job> confirm(Lead lead) {
    Optional<Job> goesOn = database.write(handle -> confirm(handle, lead));
    changed.run();
    return goesOn;
  }

  private Optional<Job> confirm(Handle handle, Lead lead) {
    handle
        .createUpdate(
            """
            UPDATE attempt SET request_id = :request, charged = 'YES'
            WHERE job_id = :job AND number = :attempt
            """)
        .bind("request", lead.requestId())
        .bind("job", lead.job().id())
        .bind("attempt", lead.attempt())
        .execute();
    Job job = SqlJobReader.find(handle, lead.job().id()).orElseThrow();
    if (!goesOnWithAnother(job, lead)) {
      return Optional.of(job);
    }
    notePrice(handle, job, lead);
    delete(handle, lead);
    return Optional.empty();
  }

  /** Whether the job has a later request, which it is being followed by. */
  private static boolean goesOnWithAnother(Job job, Lead lead) {
    return switch (job.state()) {
      case SUBMITTING, READY, DELIVERED -> true;
      case SUBMITTED -> lead.attempt() < job.progress().attempt();
      default -> false;
    };
  }

  /** Without a new version: somebody may be at work on the job, and shall not be disturbed. */
  private void notePrice(Handle handle, Job job, Lead lead) {
    handle
        .createUpdate("UPDATE job SET charged_before = 'YES' WHERE id = :id")
        .bind("id", job.id())
        .execute();
    new MoveBatch(handle, rules.clock().instant(), rules)
        .remark(
            job,
            "attempt %d was accepted after all, as request %s: it was paid for besides"
                .formatted(lead.attempt(), lead.requestId()));
  }

  /** Leads that a predecessor was following; a clock that was set back holds none of them. */
  void takeOver(Handle handle) {
    handle
        .createUpdate("UPDATE callback_lead SET due_at = :now WHERE due_at > :now")
        .bind("now", rules.clock().instant().toEpochMilli())
        .execute();
  }

  @Override
  public boolean hasLeads() {
    return database.read(
        handle ->
            handle.createQuery("SELECT COUNT(*) FROM callback_lead").mapTo(Integer.class).one()
                > 0);
  }

  @Override
  public boolean awaitsCallsSince(Instant start) {
    return database.read(
        handle ->
            handle
                    .createQuery(
                        """
                        SELECT COUNT(*) FROM job
                        JOIN attempt ON attempt.job_id = job.id AND attempt.number = job.attempt
                        WHERE job.state = 'IN_DOUBT' AND token_hash IS NOT NULL
                          AND attempt.started_at >= :start
                        """)
                    .bind("start", start.toEpochMilli())
                    .mapTo(Integer.class)
                    .one()
                > 0);
  }

  @Override
  public void close() {
    calls.close();
  }
}
