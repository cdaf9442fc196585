package dev.omnihuman.simulator;

import java.time.Instant;

/**
 * A request that the simulator has accepted. Its status is not stored: it follows from the time.
 *
 * @param number 1 for the first that was accepted
 * @param id the gateway's name for it
 * @param rehearsal what becomes of it
 */
record SimulatedRequest(
    long number,
    String id,
    Order order,
    Rehearsal rehearsal,
    Instant createdAt,
    SimulatorTimes times) {

  /** How it ends, or would if it had the time. */
  Ending ending() {
    return rehearsal.ending();
  }

  boolean hasEnded(Instant now) {
    return ending() != Ending.NEVER && !now.isBefore(endsAt());
  }

  boolean hasVideo(Instant now) {
    return ending() == Ending.COMPLETED && hasEnded(now);
  }

  /** The gateway's word: QUEUED, PROCESSING, COMPLETED, FAILED or ERROR. */
  String status(Instant now) {
    if (hasEnded(now)) {
      return ending().name();
    }
    return now.isBefore(startsAt()) ? "QUEUED" : "PROCESSING";
  }

  /** When the status last changed. */
  Instant updatedAt(Instant now) {
    if (hasEnded(now)) {
      return endsAt();
    }
    return now.isBefore(startsAt()) ? createdAt : startsAt();
  }

  private Instant startsAt() {
    return createdAt.plus(times.queued());
  }

  private Instant endsAt() {
    return startsAt().plus(times.processing());
  }
}
