package dev.omnihuman.app;

import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.camel.CamelContext;
import org.apache.camel.ServiceStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leaves messages to the other nodes while this one is drained. Its consumers are stopped, not
 * suspended: a suspended one keeps its part of a topic, and what a broker has handed it beforehand.
 */
final class BusDrain implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(BusDrain.class);

  private static final List<String> ROUTES = List.of("accept-from-kafka", "accept-from-jms");

  private static final long LOOK_EVERY_MILLIS = 500;

  /** For what a consumer has in hand; what is not stored by then comes again. */
  private static final long PATIENCE_SECONDS = 15;

  private final CamelContext camel;
  private final BooleanSupplier drained;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "bus-drain");
            thread.setDaemon(true);
            return thread;
          });

  BusDrain(CamelContext camel, BooleanSupplier drained) {
    this.camel = camel;
    this.drained = drained;
  }

  void start() {
    timer.scheduleWithFixedDelay(
        this::look, LOOK_EVERY_MILLIS, LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void look() {
    for (String route : ROUTES) {
      try {
        look(route);
      } catch (Exception e) {
        LOG.warn("{} does not follow the drain, and is told again: {}", route, e.toString());
      }
    }
  }

  private void look(String route) throws Exception {
    ServiceStatus status = camel.getRouteController().getRouteStatus(route);
    if (status == null) {
      return; // nobody has set that messages come in that way
    }
    if (drained.getAsBoolean() && status.isStarted()) {
      camel.getRouteController().stopRoute(route, PATIENCE_SECONDS, TimeUnit.SECONDS);
      LOG.info("{} is stopped: this node is drained, and leaves messages to the others", route);
    } else if (!drained.getAsBoolean() && status.isStopped()) {
      camel.getRouteController().startRoute(route);
      LOG.info("{} is started again", route);
    }
  }

  /** Nothing is started or stopped any more when it returns. */
  @Override
  public void close() {
    timer.shutdownNow();
    try {
      timer.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
