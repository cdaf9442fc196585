package dev.omnihuman.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.CamelContext;
import org.apache.camel.ServiceStatus;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

/** The consumers of messages follow the drain of their node; nothing else does. */
class BusDrainTest {

  @Test
  void consumers_stop_when_the_node_is_drained_and_start_when_it_is_resumed() throws Exception {
    AtomicBoolean drained = new AtomicBoolean();
    CamelContext camel = new DefaultCamelContext();
    try {
      camel.addRoutes(
          new RouteBuilder() {
            @Override
            public void configure() {
              from("seda:jobs").routeId("accept-from-jms").to("mock:taken");
              from("seda:other").routeId("fetch-videos").to("mock:other");
            }
          });
      camel.start();
      try (BusDrain drain = new BusDrain(camel, drained::get)) {
        drain.start();

        drained.set(true);
        await().until(() -> status(camel, "accept-from-jms") == ServiceStatus.Stopped);
        assertThat(status(camel, "fetch-videos")).isEqualTo(ServiceStatus.Started);

        drained.set(false);
        await().until(() -> status(camel, "accept-from-jms") == ServiceStatus.Started);
      }
    } finally {
      camel.stop();
    }
  }

  private static ServiceStatus status(CamelContext camel, String route) {
    return camel.getRouteController().getRouteStatus(route);
  }
}
