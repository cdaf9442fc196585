package dev.omnihuman.ledger;

import dev.omnihuman.job.Attempt.Answer;
import dev.omnihuman.job.Durations;
import dev.omnihuman.job.Gate;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import dev.omnihuman.job.Manifest;
import dev.omnihuman.job.Move;
import dev.omnihuman.job.SubmitOutcome;
import dev.omnihuman.ledger.Dialect.Turn;
import dev.omnihuman.ledger.GroupCommit.Pending;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The ledger in SQL that runs on SQLite and PostgreSQL alike. */
final class SqlJobLedger extends SqlJobReader implements JobLedger {

  private static final Logger LOG = LoggerFactory.getLogger(JobLedger.class);

  /** Longer than any ledger is old. */
  private static final Duration FOR_EVER = Duration.ofDays(36_500);

  /**
   * So long a manifest that was taken from a folder belongs to the node that took it. Others let it
   * lie for twice that time.
   */
  static final Duration CLAIM = Duration.ofSeconds(15);

  private final LedgerRules rules;
  private final LedgerListener listener;
  private final GateTable gates;
  private final SubmitCaps caps;
  private final Claims claims;
  private final PaceTable pace;
  private final NextDue nextDue;
  private final Settlement settlement;
  private final LedgerClock clock;
  private final SqlCallbackLedger callbacks;
  private final SqlJobBoard board;
  private final SqlNoticeLedger notices;
  private final NodeLedger nodes;
  private final List<Consumer<Job>> watchers = new CopyOnWriteArrayList<>();
  private final GroupCommit<Move, Job> moves = new GroupCommit<>(this::commitMoves);

  SqlJobLedger(LedgerDatabase database, LedgerRules rules) {
    this(database, rules, LedgerListener.NONE);
  }

  SqlJobLedger(LedgerDatabase database, LedgerRules rules, LedgerListener listener) {
    super(database, rules.member());
    this.rules = rules;
    this.listener = listener;
    this.gates = new GateTable(rules);
    this.caps = new SubmitCaps(rules.submit().caps());
    this.claims = new Claims(rules, gates, database.dialect());
    this.pace = new PaceTable(rules.clock());
    this.settlement = new Settlement(rules, this);
    this.nextDue = new NextDue(rules.clock());
    this.clock = new SqlLedgerClock(database, rules.clock());
    this.board = new SqlJobBoard(database.toLook(), rules);
    this.callbacks = new SqlCallbackLedger(database, rules, nextDue, board::changed);
    this.notices = new SqlNoticeLedger(database, rules);
    this.nodes = new SqlNodeLedger(database, rules, this::freed, this::interrupted);
  }

  @Override
  public List<Acceptance> accept(List<Manifest> manifests) {
    return accept(manifests, rules.dedupeWindow(), null);
  }

  @Override
  public List<Acceptance> accept(List<Manifest> manifests, Instant claimedAt) {
    return accept(manifests, rules.dedupeWindow(), claimedAt);
  }

  @Override
  public List<Acceptance> acceptLeftBehind(List<Manifest> manifests) {
    return accept(manifests, FOR_EVER, null);
  }

  @Override
  public List<Acceptance> acceptLeftBehind(List<Manifest> manifests, Instant lookedAt) {
    return accept(manifests, FOR_EVER, lookedAt);
  }

  /**
   * @param claimedAt since when the manifests are ours to decide about; null: nobody else could
   */
  private List<Acceptance> accept(
      List<Manifest> manifests, Duration window, @Nullable Instant claimedAt) {
    if (manifests.isEmpty()) {
      return List.of();
    }
    List<Manifest> here =
        manifests.stream().map(it -> it.from(it.origin().at(rules.member().site()))).toList();
    List<Acceptance> accepted =
        database.write(
            handle -> {
              database.dialect().lock(handle, Turn.ACCEPT);
              Instant now = rules.clock().instant();
              if (claimedAt != null && now.isAfter(claimedAt.plus(CLAIM))) {
                throw new StaleClaimException();
              }
              // Anew in each transaction: what one that failed has decided never was.
              Decisions decisions = new Decisions(now, window, rules.outputName());
              Acceptances acceptances = new Acceptances(handle, decisions, rules);
              return claimedAt == null
                  ? acceptances.of(here)
                  : acceptances.unlessTakenSince(claimedAt, here);
            });
    board.changed();
    accepted.forEach(this::tell);
    tellListener(() -> accepted.forEach(listener::accepted));
    return accepted;
  }

  private void tell(Acceptance acceptance) {
    if (acceptance instanceof Acceptance.NewJob fresh) {
      nextDue.notice(fresh.job());
      tellWatchers(fresh.job());
      LOG.info("job {}: {}", fresh.job().label(), fresh.job().state());
    } else if (acceptance instanceof Acceptance.Reopened reopened) {
      Job job = reopened.job();
      nextDue.notice(job);
      tellWatchers(job);
      LOG.info("job {}: dropped again, now {}", job.label(), job.state());
    } else if (acceptance instanceof Acceptance.Duplicate duplicate) {
      LOG.info(
          "{} asks for the same as job {}: not submitted, not paid again",
          duplicate.manifest().file(),
          duplicate.earlier().label());
    } else if (acceptance instanceof Acceptance.NeedsForce refused) {
      LOG.warn(
          "{}: another try of job {} may be charged again and needs \"force\": true",
          refused.manifest().file(),
          refused.earlier().label());
    }
  }

  @Override
  public List<Job> claim(JobState state, int limit) {
    return whenDue(state, limit, handle -> claims.lease(handle, state, limit));
  }

  /** Reads their times before they are claimed, because a claim replaces them. */
  private List<Job> claimToCheck(int limit, Function<Handle, List<Job>> claim) {
    Instant now = rules.clock().instant();
    Map<String, Instant> dueTimes =
        database.read(handle -> Claims.dueTimes(handle, JobState.SUBMITTED, now, limit));
    List<Job> claimed = writeClaim(claim);
    tellListener(
        () ->
            claimed.forEach(
                job -> listener.claimedToCheck(job, dueTimes.getOrDefault(job.id(), now))));
    return claimed;
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
    return whenDue(
        JobState.ACCEPTED, limit, handle -> claims.leaseToSubmit(takeTurn(handle), limit));
  }

  /** Looks before it writes, so that an idle ledger is only read, and seldom. */
  private List<Job> whenDue(JobState state, int limit, Function<Handle, List<Job>> claim) {
    if (limit <= 0 || !nextDue.isWorthAsking(state)) {
      return List.of();
    }
    Instant now = rules.clock().instant();
    Optional<Instant> earliest = database.read(handle -> Claims.earliestDue(handle, state));
    if (earliest.isEmpty() || earliest.get().isAfter(now)) {
      nextDue.notice(state, earliest.orElse(null));
      return List.of();
    }
    boolean told = state == JobState.SUBMITTED && listener != LedgerListener.NONE;
    List<Job> claimed = told ? claimToCheck(limit, claim) : writeClaim(claim);
    nextDue.notice(state, claimed.isEmpty() ? null : now);
    return claimed;
  }

  @Override
  public Job move(Move move) {
    try {
      Job stored = moves.store(move.checked());
      log(move);
      return stored;
    } catch (LedgerAwayException e) {
      nodes.broken(move.before());
      throw e;
    }
  }

  @Override
  public Job settle(Job begun, Answer answer, @Nullable String requestId) {
    Optional<Job> other =
        requestId == null
            ? Optional.empty()
            : findByRequestId(requestId).filter(owner -> !owner.id().equals(begun.id()));
    if (other.isPresent()) {
      // Some way between us and the gateway has crossed two answers: this job's own is lost.
      String words =
          "the answer names %s, the request of job %s".formatted(requestId, other.get().label());
      return settle(
          begun, new Answer(answer.at(), SubmitOutcome.UNUSABLE_ANSWER, words, null), null);
    }
    Job job = begun;
    while (true) {
      try {
        return move(settlement.of(job, answer, requestId));
      } catch (StaleJobException e) {
        Job now = find(begun.id()).orElseThrow(() -> e);
        if (!Settlement.isAwaitedBy(now, begun, answer)) {
          LOG.warn(
              "job {}: an answer came too late, the job is {} by now: {}, request id {}",
              now.label(),
              now.state(),
              answer.outcome(),
              requestId);
          throw e;
        }
        job = now;
      }
    }
  }

  private void commitMoves(List<Pending<Move, Job>> group) {
    List<Pending<Move, Job>> admitted = new ArrayList<>();
    long began = System.nanoTime();
    Set<Pending<Move, Job>> stored =
        new HashSet<>(database.write(handle -> storeMoves(handle, group, admitted), this::forget));
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    // A step that is kept back may have shut the gate that does so.
    if (!stored.isEmpty() || admitted.size() < group.size()) {
      board.changed();
    }
    for (Pending<Move, Job> member : group) {
      if (stored.contains(member)) {
        noticeNext(member.asked());
        member.stored(member.asked().after().stored());
      } else if (admitted.contains(member)) {
        member.refused(new StaleJobException(member.asked()));
      } else {
        member.refused(new GateShutException(member.asked().before()));
      }
    }
    tellListener(
        () -> {
          listener.committed(stored.size(), took);
          stored.forEach(member -> listener.moved(member.asked()));
        });
    group.stream()
        .filter(stored::contains)
        .map(Pending::asked)
        .filter(Move::showsOutside)
        .forEach(move -> tellWatchers(move.after()));
  }

  /** What is stored is stored, whatever becomes of the news. */
  private static void tellListener(Runnable news) {
    try {
      news.run();
    } catch (RuntimeException e) {
      LOG.warn("somebody who was told of a stored step failed: {}", e.toString());
    }
  }

  private void tellWatchers(Job job) {
    watchers.forEach(watcher -> tellListener(() -> watcher.accept(job)));
  }

  private void noticeNext(Move move) {
    nextDue.notice(move.after());
    if (move.before().state() == JobState.SUBMITTING) {
      // A callback may have come before: then there is a lead to follow now.
      nextDue.notice(JobState.IN_DOUBT, rules.clock().instant());
    }
    boolean place = move.before().state() == JobState.SUBMITTING && gates.lane().isNarrow();
    if (place || heals(move)) {
      // Its place in the lane is free, or the breaker is closed.
      nextDue.notice(JobState.ACCEPTED, rules.clock().instant());
    }
  }

  /**
   * @param admitted gets the members of the group that no gate keeps back
   * @return those of them that were stored
   */
  private List<Pending<Move, Job>> storeMoves(
      Handle handle, List<Pending<Move, Job>> group, List<Pending<Move, Job>> admitted) {
    admitted.clear();
    if (group.stream().map(Pending::asked).anyMatch(this::concernsGates)) {
      takeTurn(handle);
    }
    Instant now = rules.clock().instant();
    SubmitGuard guard = new SubmitGuard(handle, gates, caps, now);
    group.stream()
        .filter(m -> !SubmitGuard.isSubmit(m.asked()) || guard.admits(m.asked().after()))
        .forEach(admitted::add);
    List<Pending<Move, Job>> stored =
        new MoveBatch(handle, now, rules).update(admitted, Pending::asked);
    for (Pending<Move, Job> member : stored) {
      Move move = member.asked();
      if (move.answer() != null) {
        gates.learn(handle, move.after(), move.answer());
        if (heals(move)) {
          // The gateway had taken it: what broke was the way back, and that can be healed.
          gates.open(handle, Gate.OUTAGE);
        }
      }
      if (caps.areSet() && SubmitCaps.isGivenBackBy(move)) {
        gates.open(handle, Gate.CAP);
      }
    }
    pace.learn(handle, stored.stream().map(Pending::asked).toList());
    return stored;
  }

  private boolean concernsGates(Move move) {
    return SubmitGuard.isSubmit(move) || move.answer() != null || caps.areSet();
  }

  /** What this process knew of gates and lane may have changed until its turn has come. */
  private Handle takeTurn(Handle handle) {
    database.dialect().lock(handle, Turn.SUBMIT);
    if (database.isShared()) {
      gates.forget();
    }
    return handle;
  }

  private static boolean heals(Move move) {
    return move.before().state() == JobState.IN_DOUBT
        && move.answer() != null
        && move.answer().outcome() == SubmitOutcome.ACCEPTED;
  }

  private static void log(Move move) {
    Job job = move.after();
    String words = move.why();
    if (move.isTold()) {
      String because = words == null ? "" : ": " + words;
      LOG.info("job {}: {} -> {}{}", job.label(), move.before().state(), job.state(), because);
    } else if (job.progress().tries() > move.before().progress().tries()) {
      LOG.info("job {}: {}; next try at {}", job.label(), words, job.progress().dueAt());
    }
  }

  @Override
  public Job renew(Job job) {
    long until = rules.clock().instant().plus(rules.lease()).toEpochMilli();
    try {
      if (database.write(handle -> renew(handle, job, until)) == 0) {
        throw new StaleJobException(Move.of(job, job));
      }
    } catch (LedgerAwayException e) {
      nodes.broken(job);
      throw e;
    }
    return job.stored();
  }

  private int renew(Handle handle, Job job, long until) {
    return handle
        .createUpdate(
            """
            UPDATE job SET lease_until = :until, lease_owner = :node, due_at = :until,
              version = version + 1
            WHERE id = :id AND version = :version
            """)
        .bind("until", until)
        .bind("node", rules.member().node())
        .bind("id", job.id())
        .bind("version", job.progress().version())
        .execute();
  }

  @Override
  public List<Job> expireSubmits() {
    // A submit's due time is the end of its lease.
    List<Job> expired = claim(JobState.SUBMITTING, Integer.MAX_VALUE);
    return interrupted(expired, "the lease ran out before an answer was stored");
  }

  @Override
  public List<Job> takeOver(Instant statusNotBefore) {
    Instant now = rules.clock().instant();
    write(
        handle -> {
          takeTurn(handle);
          gates.takeOver(handle);
          callbacks.takeOver(handle);
          notices.takeOver(handle);
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
    return interrupted(
        inState(JobState.SUBMITTING), "the program stopped before an answer was stored");
  }

  private List<Job> interrupted(List<Job> jobs, String words) {
    Answer answer = new Answer(rules.clock().instant(), SubmitOutcome.INTERRUPTED, words, null);
    return jobs.stream().flatMap(job -> interrupted(job, answer).stream()).toList();
  }

  private Optional<Job> interrupted(Job job, Answer answer) {
    try {
      return Optional.of(move(settlement.of(job, answer, null)));
    } catch (StaleJobException e) {
      return Optional.empty(); // its answer came just in time
    }
  }

  @Override
  public void shut(Gate gate, String cause) {
    change(handle -> gates.shut(handle, gate, cause, gates.firstTrial(gate)));
  }

  @Override
  public void open(Gate gate) {
    change(
        handle -> {
          if (gate.opening() == Gate.Opening.PROBE) {
            gates.lane().narrowToOne(handle);
          }
          gates.open(handle, gate);
        });
  }

  @Override
  public void probedInVain(Gate gate, String cause) {
    change(handle -> gates.probedInVain(handle, gate, cause));
  }

  @Override
  public void tryGatesNow() {
    change(gates::tryNow);
  }

  /** Changes gates; what waits behind them may be due now. */
  private void change(Consumer<Handle> work) {
    write(
        handle -> {
          takeTurn(handle);
          work.accept(handle);
          return null;
        });
    nextDue.noticeAll();
  }

  /** All of the work in one commit; if that fails, nothing of it may be remembered. */
  private <T> T write(Function<Handle, T> work) {
    T stored = database.write(work, this::forget);
    board.changed();
    return stored;
  }

  /**
   * A claim that finds nothing has changed nothing, gates neither. Of one that may have been stored
   * unseen nobody works on the jobs.
   */
  private List<Job> writeClaim(Function<Handle, List<Job>> claim) {
    List<Job> leased = new ArrayList<>();
    List<Job> claimed;
    try {
      claimed =
          database.write(
              handle -> {
                leased.clear();
                leased.addAll(claim.apply(handle));
                return List.copyOf(leased);
              },
              this::forget);
    } catch (UnclearCommitException e) {
      leased.forEach(nodes::broken);
      throw e;
    }
    if (!claimed.isEmpty()) {
      board.changed();
    }
    return claimed;
  }

  private void forget() {
    gates.forget();
    pace.forget();
  }

  @Override
  public Durations durations(@Nullable String resolution) {
    return pace.of(database, resolution);
  }

  @Override
  public WriterState writer() {
    return moves.state();
  }

  @Override
  public LedgerClock clock() {
    return clock;
  }

  @Override
  public JobBoard board() {
    return board;
  }

  @Override
  public CallbackLedger callbacks() {
    return callbacks;
  }

  @Override
  public NodeLedger nodes() {
    return nodes;
  }

  private void freed() {
    board.changed();
    nextDue.noticeAll();
  }

  @Override
  public NoticeLedger notices() {
    return notices;
  }

  @Override
  public void watch(Consumer<Job> changed) {
    watchers.add(changed);
  }

  @Override
  public void close() {
    callbacks.close();
    notices.close();
    moves.close();
    board.close();
    database.close();
  }
}
