package dev.omnihuman.app;

import dev.omnihuman.job.ClosedGate;
import dev.omnihuman.job.JobState;
import dev.omnihuman.ledger.CallbackLedger;
import dev.omnihuman.ledger.LedgerAwayException;
import dev.omnihuman.report.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Waits until nothing more can happen by itself: the end of a batch. */
final class Drain {

  private static final Duration LOOK_EVERY = Duration.ofMillis(200);

  private static final Set<JobState> FOLLOWED =
      EnumSet.of(JobState.SUBMITTING, JobState.SUBMITTED, JobState.READY);

  private final Engine engine;
  private final BatchWatch watch;

  Drain(Engine engine, BatchWatch watch) {
    this.engine = engine;
    this.watch = watch;
  }

  Outcome untilNothingMoves() throws IOException, InterruptedException {
    Instant start = engine.clock().instant();
    Instant deadline = start.plus(engine.settings().pace().batchMaxWait());
    Optional<Outcome> end = Optional.empty();
    while (end.isEmpty()) {
      if (engine.isClosing()) {
        engine.awaitSignal();
      }
      end = look();
      if (end.isEmpty() && engine.clock().instant().isAfter(deadline)) {
        end = Optional.of(Outcome.of(Outcome.End.MAX_WAIT));
      }
      if (end.isEmpty()) {
        TimeUnit.MILLISECONDS.sleep(LOOK_EVERY.toMillis());
      }
    }
    // What was never a manifest is told of after two looks.
    engine.inspection().inspect();
    engine.inspection().inspect();
    return end.get();
  }

  /** Empty while something moves, or may move again: an absent ledger tells of itself, once. */
  private Optional<Outcome> look() throws IOException {
    try {
      // The inbox first: what leaves it meanwhile is seen in the ledger.
      boolean idle = engine.inbox().isIdle();
      Set<JobState> open = engine.ledger().openByState().keySet();
      if (idle && !isMoving(open)) {
        return Optional.of(Outcome.of(Outcome.End.DONE));
      }
      Optional<Outcome> stopped = gateThatStaysShut(open).map(Outcome::stoppedBy);
      if (stopped.isEmpty()) {
        watch.look();
      }
      return stopped;
    } catch (LedgerAwayException e) {
      return Optional.empty();
    }
  }

  private boolean isMoving(Set<JobState> open) {
    return open.stream().anyMatch(state -> !state.isHeld()) || mayHeal();
  }

  /** A doubt that a callback has named, or may still name while there is a port for it. */
  private boolean mayHeal() {
    CallbackLedger callbacks = engine.ledger().callbacks();
    Instant earliest = engine.clock().instant().minus(engine.settings().pace().batchDoubtWait());
    return callbacks.hasLeads()
        || engine.expectsCallbacks() && callbacks.awaitsCallsSince(earliest);
  }

  /** A gate that keeps the batch from its end: what was submitted before is followed to its end. */
  private Optional<ClosedGate> gateThatStaysShut(Set<JobState> open) {
    if (open.stream().anyMatch(FOLLOWED::contains)) {
      return Optional.empty();
    }
    return engine.ledger().closedGates().stream().filter(Drain::staysShut).findFirst();
  }

  private static boolean staysShut(ClosedGate gate) {
    // Where no trial follows, nobody but a person opens it.
    return gate.gate().needsPerson() && (gate.outlastedATrial() || gate.trial().at() == null);
  }
}
