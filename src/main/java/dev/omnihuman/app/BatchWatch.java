package dev.omnihuman.app;

import dev.omnihuman.delivery.Traffic;
import dev.omnihuman.intake.DroppedFiles;
import dev.omnihuman.job.ClosedGate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Looks now and then how a batch stands, and shows it. It asks the ledger for numbers alone, and
 * for no more than a small part of the time: with very many jobs it looks more seldom.
 */
final class BatchWatch implements AutoCloseable {

  private static final Duration LOOK_EVERY = Duration.ofMillis(500);

  /** The time between two looks is at least this many times the time that one takes. */
  private static final int SHARE = 20;

  /** The first looks of a cold program take long, and say nothing of the next. */
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private static final Duration RATE_OVER = Duration.ofSeconds(5);

  private record Bytes(Instant at, long count) {}

  private final Engine engine;
  private final ProgressView view;
  private final Deque<Bytes> bytes = new ArrayDeque<>();
  private Instant lookAt;

  BatchWatch(Engine engine, ProgressView view) {
    this.engine = engine;
    this.view = view;
    this.lookAt = engine.clock().instant();
  }

  /** To be called often; does something if it is time. */
  void look() {
    Instant before = engine.clock().instant();
    if (before.isBefore(lookAt)) {
      return;
    }
    view.show(now(before));
    Instant after = engine.clock().instant();
    lookAt = after.plus(pause(Duration.between(before, after)));
  }

  private static Duration pause(Duration look) {
    Duration pause = look.multipliedBy(SHARE);
    if (pause.compareTo(LONGEST_PAUSE) > 0) {
      return LONGEST_PAUSE;
    }
    return pause.compareTo(LOOK_EVERY) > 0 ? pause : LOOK_EVERY;
  }

  private BatchProgress now(Instant at) {
    DroppedFiles dropped = engine.dropped();
    Traffic traffic = engine.traffic();
    return new BatchProgress(
        engine.ledger().board().standing(engine.startedAt()),
        dropped.count(DroppedFiles.Fate.REJECTED),
        dropped.count(DroppedFiles.Fate.DUPLICATE),
        traffic.underWay(),
        rate(at, traffic.bytes()),
        engine.ledger().closedGates().stream()
            .map(ClosedGate::gate)
            .map(gate -> gate.name())
            .toList(),
        at);
  }

  /** In bytes a second, over the last seconds. */
  private long rate(Instant at, long count) {
    bytes.add(new Bytes(at, count));
    while (bytes.size() > 2 && bytes.element().at().isBefore(at.minus(RATE_OVER))) {
      bytes.remove();
    }
    Bytes first = bytes.element();
    long millis = Duration.between(first.at(), at).toMillis();
    return millis <= 0 ? 0 : (count - first.count()) * 1000 / millis;
  }

  /** One last look, and no more. */
  @Override
  public void close() {
    try {
      if (!engine.isClosing()) {
        view.show(now(engine.clock().instant()));
      }
    } finally {
      view.close();
    }
  }
}
