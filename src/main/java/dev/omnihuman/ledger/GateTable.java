package dev.omnihuman.ledger;

import dev.omnihuman.job.Attempt.Answer;
import dev.omnihuman.job.ClosedGate;
import dev.omnihuman.job.Gate;
import dev.omnihuman.job.Gate.Opening;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.SubmitOutcome;
import dev.omnihuman.job.Topic;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The shut gates, and what the answer to a submit does to them. Works inside a transaction. */
final class GateTable {

  private static final Logger LOG = LoggerFactory.getLogger(GateTable.class);

  private final LedgerRules rules;
  private final Lane lane;

  /** False only if a writer saw the table empty, and that was stored. */
  private boolean mayBeShut = true;

  GateTable(LedgerRules rules) {
    this.rules = rules;
    this.lane = new Lane(rules.submit());
  }

  private String node() {
    return rules.member().node();
  }

  /** Whom a gate of this process stops; empty: everybody. */
  private String nodeOf(Gate gate) {
    return gate.isOfNode() ? node() : "";
  }

  Lane lane() {
    return lane;
  }

  /**
   * The shut gates as stored.
   *
   * @param node one that they stop
   */
  static List<ClosedGate> stored(Handle handle, String node) {
    return handle
        .createQuery("SELECT * FROM gate WHERE node IN ('', :node) ORDER BY gate, node")
        .bind("node", node)
        .map(GateTable::read)
        .list();
  }

  /** The shut gates, inside a writing transaction; not asked for while all are known to be open. */
  List<ClosedGate> closed(Handle handle) {
    if (!mayBeShut) {
      return List.of();
    }
    Instant now = now();
    stored(handle, node()).stream()
        .filter(gate -> gate.gate().opening() == Opening.CLOCK && gate.isDue(now))
        .forEach(gate -> open(handle, gate.gate()));
    List<ClosedGate> closed = stored(handle, node());
    mayBeShut = !closed.isEmpty();
    return closed;
  }

  /** Whether one job may try, and by that open every shut gate. */
  static boolean isTrialDue(List<ClosedGate> closed, Instant now) {
    return closed.stream()
        .allMatch(gate -> gate.gate().opening() == Opening.TRIAL && gate.isDue(now));
  }

  /** Lends every shut gate to one job, so that no second one tries before it has its answer. */
  void tryWith(Handle handle, Job job, Instant leaseUntil) {
    for (ClosedGate gate : closed(handle)) {
      LOG.info("{} gate: job {} tries whether it is open", gate.gate(), job.label());
      save(handle, gate.tryingWith(job.id(), leaseUntil));
    }
  }

  /** A transaction failed: what it had read and learned may never have been stored. */
  void forget() {
    mayBeShut = true;
    lane.forget();
  }

  /**
   * The only instance starts: no trial of a predecessor is under way any more. The caps may be
   * others by now; the next submit finds out.
   */
  void takeOver(Handle handle) {
    Instant now = now();
    open(handle, Gate.CAP);
    closed(handle).stream()
        .filter(gate -> gate.trial().job() != null || gate.gate().isTriedOnRequest())
        .forEach(gate -> save(handle, gate.tryAgainAt(now)));
  }

  /** A person says that things were put right. */
  void tryNow(Handle handle) {
    Instant now = now();
    open(handle, Gate.PAUSE);
    closed(handle).stream()
        .filter(gate -> gate.trial().job() == null)
        .filter(gate -> gate.gate().isTriedOnRequest() || gate.gate() == Gate.OUTAGE)
        .forEach(gate -> save(handle, gate.tryAgainAt(now)));
  }

  void learn(Handle handle, Job job, Answer answer) {
    boolean breaks = lane.learn(handle, answer);
    List<ClosedGate> closed = closed(handle);
    if (answer.outcome().opensGates()) {
      // Not by a submit that was under way when the gate shut: it asked before, not after.
      closed.stream()
          .filter(gate -> gate.isTriedBy(job.id()))
          .forEach(gate -> open(handle, gate.gate()));
      return;
    }
    Gate shut = breaks ? Gate.OUTAGE : shutBy(answer);
    for (ClosedGate gate : closed) {
      if (gate.gate() != shut && gate.isTriedBy(job.id())) {
        save(handle, gate.tryAgainAt(afterFruitlessTrial(gate, answer)));
      }
    }
    if (shut != null) {
      find(closed, shut)
          .ifPresentOrElse(
              gate -> shutAgain(handle, job, gate, answer),
              () -> shut(handle, shut, words(answer), trialAt(shut, 0, answer)));
    }
  }

  private @Nullable Gate shutBy(Answer answer) {
    if (answer.outcome() == SubmitOutcome.NO_BALANCE && rules.submit().failWithoutBalance()) {
      return null;
    }
    // Whoever asks for time gets it, whatever else the answer leaves open.
    boolean asksForTime = answer.outcome().isDoubtOfGateway() && answer.retryAfter() != null;
    return asksForTime ? Gate.RATE : answer.outcome().closes();
  }

  private Instant afterFruitlessTrial(ClosedGate gate, Answer answer) {
    // A refusal of the input says nothing of the gate: the next job may try at once.
    return answer.outcome() == SubmitOutcome.INPUT_REFUSED
        ? answer.at()
        : answer.at().plus(rules.gateDelays().beforeTrial(gate.gate(), gate.trial().done()));
  }

  /**
   * Shuts a gate that is open; one that is shut already keeps its cause and its time.
   *
   * @param trialAt null if no clock opens it
   */
  void shut(Handle handle, Gate gate, String cause, @Nullable Instant trialAt) {
    if (find(closed(handle), gate).isPresent()) {
      return;
    }
    if (gate == Gate.RATE) {
      lane.narrow(handle);
    }
    LOG.warn("{} gate shut, no job is submitted: {}; {}", gate, cause, whatOpens(gate, trialAt));
    ClosedGate shut = ClosedGate.shut(gate, cause, now(), trialAt);
    save(handle, shut);
    NoticeTable.addGate(handle, rules.notices(), Topic.GATE_SHUT, shut, shut.shutAt());
  }

  /** When a gate that shuts now is tried for the first time; null if no clock opens it. */
  @Nullable Instant firstTrial(Gate gate) {
    return gate.opening() == Opening.CONDITION
        ? null
        : now().plus(rules.gateDelays().beforeTrial(gate, 0));
  }

  private static String whatOpens(Gate gate, @Nullable Instant trialAt) {
    return trialAt == null ? gate.advice() : "next trial at " + trialAt;
  }

  private void shutAgain(Handle handle, Job job, ClosedGate gate, Answer answer) {
    if (gate.isTriedBy(job.id())) {
      if (gate.gate() == Gate.RATE) {
        lane.narrow(handle);
      }
      stillShut(handle, gate, words(answer), trialAt(gate.gate(), gate.trial().done() + 1, answer));
    } else if (gate.trial().job() == null && answer.retryAfter() != null) {
      // Was under way when the gate shut. Whoever names the longest wait is heeded.
      Instant asked = answer.at().plus(answer.retryAfter());
      if (gate.trial().at() == null || asked.isAfter(gate.trial().at())) {
        save(handle, gate.tryAgainAt(asked));
      }
    }
  }

  /** A probe, which is no job, found the gate still shut. */
  void probedInVain(Handle handle, Gate gate, String cause) {
    find(closed(handle), gate)
        .ifPresent(
            shut -> {
              int trials = shut.trial().done() + 1;
              stillShut(
                  handle, shut, cause, now().plus(rules.gateDelays().beforeTrial(gate, trials)));
            });
  }

  private void stillShut(Handle handle, ClosedGate gate, String cause, Instant trialAt) {
    LOG.warn("{} gate still shut: {}; next trial at {}", gate.gate(), cause, trialAt);
    save(handle, gate.stillShut(cause, trialAt));
  }

  private Instant trialAt(Gate gate, int trials, Answer answer) {
    Duration own = rules.gateDelays().beforeTrial(gate, trials);
    Duration asked = answer.retryAfter();
    // Only the rate follows the gateway's word alone; elsewhere it can but prolong our own wait.
    boolean follow = asked != null && (gate == Gate.RATE || asked.compareTo(own) > 0);
    return answer.at().plus(follow ? Objects.requireNonNull(asked) : own);
  }

  private static String words(Answer answer) {
    return Objects.requireNonNullElse(answer.words(), answer.outcome().name());
  }

  private static Optional<ClosedGate> find(List<ClosedGate> closed, Gate gate) {
    return closed.stream().filter(shut -> shut.gate() == gate).findFirst();
  }

  /** Opens a gate; nothing happens if it is open. */
  void open(Handle handle, Gate gate) {
    Optional<ClosedGate> shut =
        handle
            .createQuery(
                """
                DELETE FROM gate WHERE gate = :gate AND node = :node
                RETURNING gate, cause, shut_at, trial_at, trials, trial_job
                """)
            .bind("gate", gate.name())
            .bind("node", nodeOf(gate))
            .map(GateTable::read)
            .findOne();
    if (shut.isPresent()) {
      LOG.info("{} gate open again", gate);
      NoticeTable.addGate(handle, rules.notices(), Topic.GATE_OPENED, shut.get(), now());
    }
  }

  private void save(Handle handle, ClosedGate gate) {
    mayBeShut = true;
    handle
        .createUpdate(
            """
            INSERT INTO gate (gate, node, cause, shut_at, trial_at, trials, trial_job)
            VALUES (:gate, :node, :cause, :shut_at, :trial_at, :trials, :trial_job)
            ON CONFLICT (gate, node) DO UPDATE SET cause = excluded.cause, trial_at = excluded.trial_at,
              trials = excluded.trials, trial_job = excluded.trial_job
            """)
        .bind("gate", gate.gate().name())
        .bind("node", nodeOf(gate.gate()))
        .bind("cause", gate.cause())
        .bind("shut_at", gate.shutAt().toEpochMilli())
        .bind("trial_at", JobRow.millis(gate.trial().at()))
        .bind("trials", gate.trial().done())
        .bind("trial_job", gate.trial().job())
        .execute();
  }

  private static ClosedGate read(ResultSet row, StatementContext context) throws SQLException {
    return new ClosedGate(
        Gate.valueOf(row.getString("gate")),
        row.getString("cause"),
        Instant.ofEpochMilli(row.getLong("shut_at")),
        new ClosedGate.Trial(
            JobRow.instant(row, "trial_at"), row.getInt("trials"), row.getString("trial_job")));
  }

  private Instant now() {
    return rules.clock().instant();
  }
}
