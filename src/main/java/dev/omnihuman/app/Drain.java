package dev.omnihuman.app;

import dev.omnihuman.job.ClosedGate;
import dev.omnihuman.job.JobState;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Waits until nothing more can happen by itself: the end of a batch. */
final class Drain {

  private static final Duration LOOK_EVERY = Duration.ofMillis(200);

  private final Engine engine;

  Drain(Engine engine) {
    this.engine = engine;
  }

  Summary untilNothingMoves() throws IOException, InterruptedException {
    Instant start = engine.clock().instant();
    Instant deadline = start.plus(engine.settings().pace().batchMaxWait());
    Optional<ClosedGate> shut = Optional.empty();
    while (isMoving()) {
      shut = gateThatStaysShut();
      if (shut.isPresent() || engine.clock().instant().isAfter(deadline)) {
        break;
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_EVERY.toMillis());
    }
    // What was never a manifest is told of after two looks.
    engine.inspection().inspect();
    engine.inspection().inspect();
    return Summary.of(engine, start, shut);
  }

  private boolean isMoving() throws IOException, InterruptedException {
    if (engine.isClosing()) {
      engine.awaitSignal();
    }
    // The inbox first: what leaves it meanwhile is seen in the ledger.
    if (!engine.inbox().isIdle()) {
      return true;
    }
    Map<JobState, Long> jobs = engine.ledger().countByState();
    return Stream.of(JobState.values())
        .filter(Predicate.not(JobState::isTerminal))
        .filter(Predicate.not(JobState::isHeld))
        .anyMatch(jobs::containsKey);
  }

  private Optional<ClosedGate> gateThatStaysShut() {
    return engine.ledger().closedGates().stream()
        .filter(gate -> gate.gate().needsPerson() && gate.outlastedATrial())
        .findFirst();
  }
}
