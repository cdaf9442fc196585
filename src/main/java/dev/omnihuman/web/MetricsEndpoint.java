package dev.omnihuman.web;

import dev.omnihuman.metrics.Metrics;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * {@code GET /metrics}: everything that is measured, as Prometheus reads it.
 *
 * @see <a href="https://prometheus.io/docs/instrumenting/exposition_formats/">Exposition
 *     formats</a>
 */
public final class MetricsEndpoint implements WebPart {

  private static final String PATH = "/metrics";

  private final Metrics metrics;

  public MetricsEndpoint(Metrics metrics) {
    this.metrics = metrics;
  }

  @Override
  public void serveOn(Router router, Connections connections) {
    Reading.serve(router, PATH, connections, this::scrape);
  }

  /** In a worker's thread, because ledger and disks are asked. */
  private void scrape(RoutingContext context) {
    String type = Metrics.contentType(context.request().getHeader(HttpHeaders.ACCEPT));
    context
        .vertx()
        .executeBlocking(() -> metrics.scrape(type), false)
        .onSuccess(
            text -> {
              context.response().putHeader(HttpHeaders.CONTENT_TYPE, type);
              Reading.answer(context, 200, text);
            })
        .onFailure(context::fail);
  }
}
