package dev.omnihuman.ledger;

import dev.omnihuman.job.Attempt.Answer;
import dev.omnihuman.job.ClosedGate;
import dev.omnihuman.job.Gate;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import dev.omnihuman.job.Move;
import dev.omnihuman.job.SubmitOutcome;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The shut gates, and what the answer to a submit does to them. Works inside a transaction. */
final class GateTable {

  private static final Logger LOG = LoggerFactory.getLogger(GateTable.class);

  private final LedgerRules rules;

  /** False only if a writer saw the table empty and put nothing in since, stored or not. */
  private boolean mayBeShut = true;

  GateTable(LedgerRules rules) {
    this.rules = rules;
  }

  /** The shut gates as stored. */
  static List<ClosedGate> stored(Handle handle) {
    return handle
        .createQuery("SELECT gate, cause, trial_at, trials, trial_job FROM gate ORDER BY gate")
        .map(GateTable::read)
        .list();
  }

  /** The shut gates, inside a writing transaction; not asked for while all are known to be open. */
  List<ClosedGate> closed(Handle handle) {
    if (!mayBeShut) {
      return List.of();
    }
    List<ClosedGate> closed = stored(handle);
    mayBeShut = !closed.isEmpty();
    return closed;
  }

  /** Lends every shut gate to one job, so that no second one tries before it has its answer. */
  void tryWith(Handle handle, Job job, Instant leaseUntil) {
    for (ClosedGate gate : closed(handle)) {
      LOG.info("{} gate: job {} tries whether it is open", gate.gate(), job.label());
      save(handle, gate.tryingWith(job.id(), leaseUntil));
    }
  }

  /** Whether a step may be taken: a submit not while a gate is shut, unless it is its trial. */
  static boolean admits(List<ClosedGate> closed, Move move) {
    boolean submits = move.changesState() && move.after().state() == JobState.SUBMITTING;
    return !submits || closed.stream().allMatch(gate -> gate.isTriedBy(move.after().id()));
  }

  void makeDue(Handle handle, Instant now) {
    closed(handle).forEach(gate -> save(handle, gate.tryAgainAt(now)));
  }

  void learn(Handle handle, Job job, Answer answer) {
    List<ClosedGate> closed = closed(handle);
    if (answer.outcome().opensGates()) {
      closed.forEach(gate -> open(handle, gate));
      return;
    }
    Gate shut = answer.outcome().closes();
    for (ClosedGate gate : closed) {
      if (gate.gate() != shut && gate.isTriedBy(job.id())) {
        save(handle, gate.tryAgainAt(afterFruitlessTrial(gate, answer)));
      }
    }
    if (shut != null) {
      closed.stream()
          .filter(gate -> gate.gate() == shut)
          .findFirst()
          .ifPresentOrElse(
              gate -> shutAgain(handle, job, gate, answer), () -> shut(handle, shut, answer));
    }
  }

  private Instant afterFruitlessTrial(ClosedGate gate, Answer answer) {
    // A refusal of the input says nothing of the gate: the next job may try at once.
    return answer.outcome() == SubmitOutcome.INPUT_REFUSED
        ? answer.at()
        : answer.at().plus(rules.gateDelays().beforeTrial(gate.gate(), gate.trials()));
  }

  private void shut(Handle handle, Gate gate, Answer answer) {
    Instant trialAt = answer.at().plus(delay(gate, 0, answer));
    LOG.warn(
        "{} gate shut, no job is submitted: {}; next trial at {}", gate, answer.words(), trialAt);
    save(handle, new ClosedGate(gate, words(answer), trialAt, 0, null));
  }

  private void shutAgain(Handle handle, Job job, ClosedGate gate, Answer answer) {
    if (gate.isTriedBy(job.id())) {
      Instant trialAt = answer.at().plus(delay(gate.gate(), gate.trials() + 1, answer));
      LOG.warn("{} gate still shut: {}; next trial at {}", gate.gate(), answer.words(), trialAt);
      save(handle, gate.stillShut(words(answer), trialAt));
    } else if (gate.trialJob() == null) {
      // Was under way when the gate shut. Whoever names the longest wait is heeded.
      Instant asked = answer.at().plus(delay(gate.gate(), gate.trials(), answer));
      if (answer.retryAfter() != null && asked.isAfter(gate.trialAt())) {
        save(handle, gate.tryAgainAt(asked));
      }
    }
  }

  private Duration delay(Gate gate, int trials, Answer answer) {
    return Objects.requireNonNullElseGet(
        answer.retryAfter(), () -> rules.gateDelays().beforeTrial(gate, trials));
  }

  private static String words(Answer answer) {
    return Objects.requireNonNullElse(answer.words(), answer.outcome().name());
  }

  private void open(Handle handle, ClosedGate gate) {
    LOG.info("{} gate open again", gate.gate());
    handle
        .createUpdate("DELETE FROM gate WHERE gate = :gate")
        .bind("gate", gate.gate().name())
        .execute();
  }

  private void save(Handle handle, ClosedGate gate) {
    mayBeShut = true;
    handle
        .createUpdate(
            """
            INSERT INTO gate (gate, cause, trial_at, trials, trial_job)
            VALUES (:gate, :cause, :trial_at, :trials, :trial_job)
            ON CONFLICT (gate) DO UPDATE SET cause = excluded.cause, trial_at = excluded.trial_at,
              trials = excluded.trials, trial_job = excluded.trial_job
            """)
        .bind("gate", gate.gate().name())
        .bind("cause", gate.cause())
        .bind("trial_at", gate.trialAt().toEpochMilli())
        .bind("trials", gate.trials())
        .bind("trial_job", gate.trialJob())
        .execute();
  }

  private static ClosedGate read(ResultSet row, StatementContext context) throws SQLException {
    return new ClosedGate(
        Gate.valueOf(row.getString("gate")),
        row.getString("cause"),
        Instant.ofEpochMilli(row.getLong("trial_at")),
        row.getInt("trials"),
        row.getString("trial_job"));
  }
}
