package dev.omnihuman.simulator;

import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Every request that was accepted since the start. None is forgotten: each takes some hundred
 * bytes, so that even 10,000 of them take a few megabytes.
 */
final class SimulatedRequests {
  private final Clock clock;
  private final SimulatorTimes times;
  private final Map<String, SimulatedRequest> byId = new ConcurrentHashMap<>();
  private final AtomicLong accepted = new AtomicLong();
  private final AtomicLong charged = new AtomicLong();

  SimulatedRequests(Clock clock, SimulatorTimes times) {
    this.clock = clock;
    this.times = times;
  }

  SimulatedRequest accept(Order order, Rehearsal rehearsal) {
    Instant now = clock.instant();
    String id = SimulatedGateway.MODEL + "_" + uuid(now);
    SimulatedRequest request =
        new SimulatedRequest(accepted.incrementAndGet(), id, order, rehearsal, now, times);
    byId.put(id, request);
    if (request.ending().isCharged()) {
      charged.incrementAndGet();
    }
    return request;
  }

  @Nullable SimulatedRequest find(@Nullable String id) {
    return id == null ? null : byId.get(id);
  }

  long accepted() {
    return accepted.get();
  }

  long charged() {
    return charged.get();
  }

  /** A UUID of version 7, which begins with the time, as the ids in the documentation do. */
  private static UUID uuid(Instant now) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    long high = now.toEpochMilli() << 16 | 0x7000 | random.nextInt(0x1000);
    long low = 0x8000_0000_0000_0000L | random.nextLong() >>> 2;
    return new UUID(high, low);
  }
}
