package dev.omnihuman.web;

import dev.omnihuman.gateway.CallbackAddresses;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.function.IntConsumer;

/** Counts callbacks by how they are answered; it comes before whoever answers them. */
public final class CallbackCount implements WebPart {

  private final IntConsumer answered;

  /**
   * @param answered gets the HTTP status of each answer
   */
  public CallbackCount(IntConsumer answered) {
    this.answered = answered;
  }

  @Override
  public void serveOn(Router router, Connections connections) {
    router.route(CallbackAddresses.PATH + "*").handler(this::count);
  }

  private void count(RoutingContext context) {
    if (!WebServer.isWarmUp(context.request())) {
      context.addEndHandler(ended -> answered.accept(context.response().getStatusCode()));
    }
    context.next();
  }
}
