package dev.omnihuman.metrics;

import dev.omnihuman.delivery.DownloadListener;
import dev.omnihuman.folders.Folders;
import dev.omnihuman.gateway.CallbackWatch;
import dev.omnihuman.intake.Rejections;
import dev.omnihuman.ledger.JobLedger;
import dev.omnihuman.ledger.LedgerListener;
import dev.omnihuman.ledger.LedgerReader;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.camel.spi.RoutePolicyFactory;
import org.jspecify.annotations.Nullable;

/** All meters of the process, and their values in the form that Prometheus reads. */
public final class Metrics implements Instruments, AutoCloseable {

  /** For what is not known yet and may never be: whoever asks gets the rest. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private static final String OPEN_METRICS = "application/openmetrics-text";
  private static final String OPEN_METRICS_1 = OPEN_METRICS + "; version=1.0.0; charset=utf-8";
  private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Clock clock;
  private final JobMeters jobs;
  private final GatewayMeters gateway;
  private final DownloadMeters downloads;
  private final CallbackMeters callbacks;
  private final List<Consumer<Duration>> sampled = new ArrayList<>();
  private final Deque<Runnable> closings = new ArrayDeque<>();

  public Metrics(Clock clock) {
    this.clock = clock;
    // One is the JVM's in a unit that nobody has, the other a number that never changes.
    registry.config().meterFilter(MeterFilter.denyNameStartsWith("process.cpu.time"));
    registry.config().meterFilter(MeterFilter.denyNameStartsWith("system.cpu.count"));
    PollLag lag = new PollLag(registry, clock);
    this.jobs = new JobMeters(registry, lag);
    this.gateway = new GatewayMeters(registry, lag);
    this.downloads = new DownloadMeters(registry);
    this.callbacks = new CallbackMeters(registry);
    bindMachine();
  }

  private void bindMachine() {
    JvmGcMetrics collections = new JvmGcMetrics();
    closings.push(collections::close);
    collections.bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
  }

  /** The program's version, as a tag of a gauge that is always 1. */
  public void tellVersion(String version) {
    Gauge.builder("omnihuman.build", () -> 1)
        .description("Always 1; its tags say which program this is.")
        .tag("version", version)
        .tag("java", String.valueOf(Runtime.version().feature()))
        .register(registry);
  }

  /**
   * @param open a connection of its own for what is quick in any ledger; closed with the metrics
   */
  public void watch(JobLedger ledger, LedgerReader open) {
    ExecutorService workers = workers("metrics-ledger");
    // The connection after its users.
    closings.push(open::close);
    closings.push(() -> end(workers));
    LedgerMeters meters = new LedgerMeters(open, ledger.board(), workers, clock);
    meters.register(registry);
    sampled.add(meters::refresh);
    Gauge.builder("omnihuman.ledger.queue", ledger, l -> l.writer().waiting())
        .description("Steps of jobs that wait for their commit.")
        .strongReference(true)
        .register(registry);
  }

  /**
   * @param minFree what must stay free on the disks, in bytes
   */
  public void watch(Folders folders, long minFree) {
    ExecutorService workers = workers("metrics-disk");
    closings.push(() -> end(workers));
    DiskMeters meters = new DiskMeters(folders, minFree, workers, clock);
    meters.register(registry);
    sampled.add(meters::refresh);
  }

  public void watch(Rejections rejections) {
    IntakeMeters.watch(registry, rejections);
  }

  /**
   * @param expected whether the gateway is asked to call back
   */
  public void watch(CallbackWatch watch, boolean expected) {
    CallbackMeters.watch(registry, watch, expected);
  }

  private static ExecutorService workers(String name) {
    return Executors.newCachedThreadPool(
        work -> {
          Thread thread = new Thread(work, name);
          thread.setDaemon(true);
          return thread;
        });
  }

  private static void end(ExecutorService worker) {
    worker.shutdownNow();
    try {
      worker.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public LedgerListener ledger() {
    return jobs;
  }

  @Override
  public HttpClientConfigurer over(Operation operation, HttpClientConfigurer policy) {
    return gateway.over(operation, policy);
  }

  @Override
  public DownloadListener downloads() {
    return downloads;
  }

  @Override
  public List<RoutePolicyFactory> routes() {
    return List.of(RouteMeters.policies(registry));
  }

  /** A request to the address for callbacks was answered with this HTTP status. */
  public void callbackAnswered(int status) {
    callbacks.answered(status);
  }

  /**
   * The form of the answer for somebody who asks.
   *
   * @param accept his HTTP header of that name, or null
   */
  public static String contentType(@Nullable String accept) {
    return accept != null && accept.contains(OPEN_METRICS) ? OPEN_METRICS_1 : TEXT;
  }

  /**
   * Everything, now. May take some seconds where ledger or disk do not answer.
   *
   * @param contentType one that {@link #contentType} names
   */
  public String scrape(String contentType) {
    // All begin before one is waited for.
    sampled.forEach(refresh -> refresh.accept(Duration.ZERO));
    sampled.forEach(refresh -> refresh.accept(PATIENCE));
    return registry.scrape(contentType);
  }

  @Override
  public void close() {
    while (!closings.isEmpty()) {
      closings.pop().run();
    }
    registry.close();
  }
}
