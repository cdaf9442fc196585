package dev.omnihuman.web;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.omnihuman.health.Health;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * {@code GET /health/live} and {@code GET /health/ready}: 200 or 503. What each check says is for
 * those who may see the page; its words may name folders.
 */
public final class HealthEndpoint implements WebPart {

  private static final JsonMapper JSON = new JsonMapper();

  private final Access access;
  private final Health live;
  private final Health ready;

  /**
   * @param live good as long as a restart would not help
   * @param ready good as long as a manifest that is dropped now becomes a video by itself
   */
  public HealthEndpoint(Access access, Health live, Health ready) {
    this.access = access;
    this.live = live;
    this.ready = ready;
  }

  @Override
  public void serveOn(Router router, Connections connections) {
    Reading.serve(router, "/health/live", connections, context -> look(context, live));
    Reading.serve(router, "/health/ready", connections, context -> look(context, ready));
  }

  private void look(RoutingContext context, Health health) {
    context
        .vertx()
        .executeBlocking(health::look, false)
        .onSuccess(report -> answer(context, report))
        .onFailure(context::fail);
  }

  private void answer(RoutingContext context, Health.Report report) {
    ObjectNode answer = JSON.createObjectNode().put("status", status(report.isUp()));
    if (access.isKnown(context)) {
      ArrayNode checks = answer.putArray("checks");
      for (Health.Line line : report.lines()) {
        checks
            .addObject()
            .put("name", line.name())
            .put("status", status(line.finding().good()))
            .put("words", line.finding().words());
      }
    }
    context.response().putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
    Reading.answer(context, report.isUp() ? 200 : 503, answer + "\n");
  }

  private static String status(boolean up) {
    return up ? "up" : "down";
  }
}
