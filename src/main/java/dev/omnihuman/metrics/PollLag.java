package dev.omnihuman.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How late the gateway is asked about a job: from the time when the job was due to the start of the
 * request, waits for a worker and for the rate's turn included.
 */
final class PollLag {

  /** More are never claimed at once; what is claimed and never asked about must not pile up. */
  private static final int MOST = 10_000;

  private final Clock clock;
  private final Timer lag;

  /** When the jobs were due that are claimed and not asked about yet, by their request ids. */
  private final Map<String, Instant> due =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
          return size() > MOST;
        }
      };

  PollLag(MeterRegistry registry, Clock clock) {
    this.clock = clock;
    this.lag =
        Timer.builder("omnihuman.poll.lag")
            .description("From when a job was due to be asked about to the start of the request.")
            .serviceLevelObjectives(Names.calls())
            .register(registry);
  }

  synchronized void claimed(String requestId, Instant dueAt) {
    due.put(requestId, dueAt);
  }

  void asked(String requestId) {
    Instant dueAt = dueAt(requestId);
    if (dueAt != null) {
      Duration late = Duration.between(dueAt, clock.instant());
      lag.record(late.isNegative() ? Duration.ZERO : late);
    }
  }

  private synchronized @Nullable Instant dueAt(String requestId) {
    return due.remove(requestId);
  }
}
