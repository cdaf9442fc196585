package dev.omnihuman.metrics;

import dev.omnihuman.gateway.CallbackWatch;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Callbacks, by how they were answered. */
final class CallbackMeters {

  private static final List<String> OUTCOMES =
      List.of("taken", "unknown_token", "unusable", "not_stored");

  private final Map<String, Counter> callbacks = new HashMap<>();

  CallbackMeters(MeterRegistry registry) {
    for (String outcome : OUTCOMES) {
      callbacks.put(
          outcome,
          Counter.builder("omnihuman.callbacks")
              .description("Requests to the address for callbacks, by what became of them.")
              .tag("outcome", outcome)
              .register(registry));
    }
  }

  void answered(int status) {
    String outcome =
        switch (status) {
          case 200 -> "taken";
          case 404 -> "unknown_token";
          default -> status < 500 ? "unusable" : "not_stored";
        };
    Objects.requireNonNull(callbacks.get(outcome)).increment();
  }

  /**
   * @param expected whether the gateway is asked to call back
   */
  static void watch(MeterRegistry registry, CallbackWatch watch, boolean expected) {
    Gauge.builder("omnihuman.callbacks.expected", () -> expected ? 1 : 0)
        .description("1: the gateway is asked to call back.")
        .register(registry);
    Gauge.builder("omnihuman.callbacks.trusted", watch, w -> w.isTrusting() ? 1 : 0)
        .description("1: callbacks come, and jobs are asked about seldom.")
        .strongReference(true)
        .register(registry);
  }
}
