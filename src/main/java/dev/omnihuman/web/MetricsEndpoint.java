package dev.omnihuman.web;

import dev.omnihuman.metrics.Metrics;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;

/**
 * {@code GET /metrics}: everything that is measured, as Prometheus reads it.
 *
 * @see <a href="https://prometheus.io/docs/instrumenting/exposition_formats/">Exposition
 *     formats</a>
 */
public final class MetricsEndpoint implements WebPart {

  private static final String PATH = "/metrics";

  /** As long as Prometheus waits, unless it is told otherwise. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final WorkerPool workers = new WorkerPool("metrics", 2, 8);
  private final Metrics metrics;

  public MetricsEndpoint(Metrics metrics) {
    this.metrics = metrics;
  }

  @Override
  public void serveOn(Router router, Connections connections) {
    Reading.serve(router, PATH, connections);
    router.route(PATH).handler(this::scrape);
  }

  /** In a thread of its own, because ledger and disks are asked. */
  private void scrape(RoutingContext context) {
    String type = Metrics.contentType(context.request().getHeader(HttpHeaders.ACCEPT));
    workers
        .run(context, PATIENCE, () -> metrics.scrape(type))
        .onSuccess(text -> Reading.answer(context, type, Buffer.buffer(text)))
        .onFailure(e -> Looks.refuse(context, e));
  }
}
