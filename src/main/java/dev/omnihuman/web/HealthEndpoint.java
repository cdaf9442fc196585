package dev.omnihuman.web;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.omnihuman.health.Health;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

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
    serve(router, "/health/live", connections, live);
    serve(router, "/health/ready", connections, ready);
  }

  private void serve(Router router, String path, Connections connections, Health health) {
    Shared shared = new Shared(health);
    Reading.serve(router, path, connections);
    router
        .route(path)
        .handler(
            context ->
                shared
                    .look(context)
                    .onSuccess(report -> answer(context, report))
                    .onFailure(context::fail));
  }

  /**
   * One look for all who ask while it lasts: anybody may ask, without a token and as often as he
   * likes. Runs in the port's one thread, and looks in one of its own.
   */
  private static final class Shared {

    private final WorkerPool worker = new WorkerPool("health", 1, 1);
    private final Health health;
    private @Nullable Future<Health.Report> running;

    Shared(Health health) {
      this.health = health;
    }

    Future<Health.Report> look(RoutingContext context) {
      Future<Health.Report> look = running;
      if (look == null || look.isComplete()) {
        look = worker.run(context, health::look);
        running = look;
      }
      return look;
    }
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
    context.response().setStatusCode(report.isUp() ? 200 : 503);
    Reading.answer(context, Reading.JSON, Buffer.buffer(answer + "\n"));
  }

  private static String status(boolean up) {
    return up ? "up" : "down";
  }
}
