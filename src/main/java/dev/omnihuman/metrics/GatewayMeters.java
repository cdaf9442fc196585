package dev.omnihuman.metrics;

import dev.omnihuman.gateway.RequestNotSentException;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;

/** Calls to the gateway, from outside the policy by which they are made. */
final class GatewayMeters {

  private static final String NOT_SENT = "not_sent";
  private static final String ANSWER_LOST = "answer_lost";

  /** All that {@link #outcome} says, and what may come in place of an answer. */
  private static final List<String> OUTCOMES =
      List.of(
          "ok",
          "redirected",
          "key_refused",
          "no_balance",
          "not_found",
          "too_many",
          "refused",
          "server_error",
          NOT_SENT,
          ANSWER_LOST);

  private record Call(Operation operation, String outcome) {}

  private final MeterRegistry registry;
  private final PollLag lag;
  private final Map<Operation, AtomicInteger> underWay = new EnumMap<>(Operation.class);
  private final Map<Call, Timer> calls = new HashMap<>();

  GatewayMeters(MeterRegistry registry, PollLag lag) {
    this.registry = registry;
    this.lag = lag;
    for (Operation operation : Operation.values()) {
      AtomicInteger active = new AtomicInteger();
      underWay.put(operation, active);
      Gauge.builder("omnihuman.gateway.calls.active", active, AtomicInteger::get)
          .description("Calls to the gateway that are under way now.")
          .tag("operation", operation.tag())
          .strongReference(true)
          .register(registry);
      for (String outcome : OUTCOMES) {
        calls.put(new Call(operation, outcome), timer(operation, outcome));
      }
    }
  }

  private Timer timer(Operation operation, String outcome) {
    return Timer.builder("omnihuman.gateway.calls")
        .description("Calls to the gateway, waits for their turn left out.")
        .tag("operation", operation.tag())
        .tag("outcome", outcome)
        .serviceLevelObjectives(Names.calls())
        .register(registry);
  }

  /** The same policy, whose calls are measured. */
  HttpClientConfigurer over(Operation operation, HttpClientConfigurer policy) {
    return client -> {
      policy.configureHttpClient(client);
      // Before the policy's own steps, so that what they make of a failure is seen.
      client.addExecInterceptorFirst(
          "measure", (request, scope, chain) -> measured(operation, request, scope, chain));
    };
  }

  private ClassicHttpResponse measured(
      Operation operation, ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
      throws IOException, HttpException {
    if (operation == Operation.STATUS) {
      lag.asked(lastName(request.getPath()));
    }
    Timer.Sample sample = Timer.start(registry);
    AtomicInteger active = Objects.requireNonNull(underWay.get(operation));
    active.incrementAndGet();
    String outcome = ANSWER_LOST;
    try {
      ClassicHttpResponse response = chain.proceed(request, scope);
      outcome = outcome(response.getCode());
      return response;
    } catch (RequestNotSentException e) {
      outcome = NOT_SENT;
      throw e;
    } finally {
      active.decrementAndGet();
      sample.stop(Objects.requireNonNull(calls.get(new Call(operation, outcome))));
    }
  }

  /** The request id, where there is one. */
  private static String lastName(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private static String outcome(int status) {
    return switch (status) {
      case 401, 403 -> "key_refused";
      case 402 -> "no_balance";
      case 404 -> "not_found";
      case 429 -> "too_many";
      default ->
          switch (status / 100) {
            case 2 -> "ok";
            case 3 -> "redirected";
            case 4 -> "refused";
            default -> "server_error";
          };
    };
  }
}
