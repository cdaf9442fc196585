package dev.omnihuman.app;

import dev.omnihuman.bucket.Bucket;
import dev.omnihuman.gateway.CallbackWatch;
import dev.omnihuman.health.Health;
import dev.omnihuman.intake.Rejections;
import dev.omnihuman.ledger.JobLedger;
import dev.omnihuman.metrics.Instruments;
import dev.omnihuman.metrics.Metrics;
import dev.omnihuman.settings.Settings;
import dev.omnihuman.web.Access;
import dev.omnihuman.web.CallbackCount;
import dev.omnihuman.web.HealthEndpoint;
import dev.omnihuman.web.MetricsEndpoint;
import dev.omnihuman.web.WebPart;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The meters and health checks of one engine, and how others ask for them at its port. */
final class Telemetry implements AutoCloseable {

  private final Settings settings;
  private final Clock clock;
  private final Deque<Runnable> closings = new ArrayDeque<>();

  /** Null where there is no port to ask at. */
  private final @Nullable Metrics metrics;

  Telemetry(Settings settings, Clock clock) {
    this.settings = settings;
    this.clock = clock;
    this.metrics = settings.web().isOpen() ? new Metrics(clock) : null;
    if (metrics != null) {
      closings.push(metrics::close);
      metrics.tellVersion(Main.Version.number());
      metrics.watch(settings.folders(), settings.download().minFree());
    }
  }

  Instruments instruments() {
    return metrics == null ? Instruments.NONE : metrics;
  }

  void watch(JobLedger ledger, LedgerPlace place) {
    if (metrics != null) {
      metrics.watch(ledger, place.openBeside());
    }
  }

  void watch(Rejections rejections, CallbackWatch callbacks, boolean expected) {
    if (metrics != null) {
      metrics.watch(rejections);
      metrics.watch(callbacks, expected);
    }
  }

  /** What comes before everything else at the port. */
  List<WebPart> first() {
    return metrics == null ? List.of() : List.of(new CallbackCount(metrics::callbackAnswered));
  }

  /**
   * What comes behind the question for the token.
   *
   * @param bucket null where videos go into a folder
   * @param running whether everything is started and nothing stops
   */
  List<WebPart> parts(
      Access access,
      JobLedger ledger,
      @Nullable Bucket bucket,
      Heartbeat heartbeat,
      BooleanSupplier running) {
    if (metrics == null) {
      return List.of();
    }
    Health live = new Health("live", HealthChecks.live(ledger, heartbeat), clock);
    Health ready =
        new Health(
            "ready", HealthChecks.ready(settings.folders(), bucket, ledger, clock, running), clock);
    closings.push(live::close);
    closings.push(ready::close);
    return List.of(new HealthEndpoint(access, live, ready), new MetricsEndpoint(metrics));
  }

  @Override
  public void close() {
    while (!closings.isEmpty()) {
      closings.pop().run();
    }
  }
}
