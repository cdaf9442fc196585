package dev.omnihuman.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.CamelContext;
import org.apache.camel.ServiceStatus;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The consumers of messages follow the drain of their node; nothing else does. */
class BusDrainTest {

  @TempDir Path folder;

  @Test
  void consumers_stop_when_the_node_is_drained_and_start_when_it_is_resumed() throws Exception {
    AtomicBoolean drained = new AtomicBoolean();
    Path routes = folder.resolve("routes.camel.yaml");
    Files.writeString(
        routes,
        """
        - route:
            id: accept-from-jms
            from:
              uri: seda:jobs
              steps:
                - log: { message: taken }
        - route:
            id: fetch-videos
            from:
              uri: seda:videos
              steps:
                - log: { message: fetched }
        """);
    Main main = new Main();
    main.setDefaultPropertyPlaceholderLocation("false");
    main.configure().withRoutesIncludePattern("file:" + routes);
    main.start();
    CamelContext camel = main.getCamelContext();
    try {
      try (BusDrain drain = new BusDrain(camel, drained::get)) {
        drain.start();

        drained.set(true);
        await().until(() -> status(camel, "accept-from-jms") == ServiceStatus.Stopped);
        assertThat(status(camel, "fetch-videos")).isEqualTo(ServiceStatus.Started);

        drained.set(false);
        await().until(() -> status(camel, "accept-from-jms") == ServiceStatus.Started);
      }
    } finally {
      main.stop();
    }
  }

  private static ServiceStatus status(CamelContext camel, String route) {
    return camel.getRouteController().getRouteStatus(route);
  }
}
