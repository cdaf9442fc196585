package dev.omnihuman.app;

import dev.omnihuman.settings.ApiKey;
import dev.omnihuman.settings.PropertyFiles;
import dev.omnihuman.settings.Settings;
import dev.omnihuman.simulator.SimulatedGateway;
import java.net.URI;
import java.util.Map;

/** The product's own simulator on a loopback port, in a hurry, with the key of the tests. */
final class TestSimulator implements AutoCloseable {
  private final SimulatorServer server;

  TestSimulator() throws Exception {
    PropertyFiles properties =
        PropertyFiles.load(null, Map.of())
            .with(
                Map.of(
                    "omnihuman.simulator.queued", "50ms",
                    "omnihuman.simulator.processing", "50ms"));
    server =
        SimulatorServer.start(
            properties,
            Settings.of(properties).simulator(),
            ApiKey.ofSimulator(TestBench.KEY),
            0,
            RouteFiles.find(null));
  }

  URI origin() {
    return server.origin();
  }

  SimulatedGateway gateway() {
    return server.gateway();
  }

  /** How many submits came for the manifest {@code stem.json}. */
  int submitsOf(String stem) {
    return gateway().submitsOf(TestBench.image(stem));
  }

  /** How many of them were accepted. */
  int acceptedOf(String stem) {
    return gateway().acceptedOf(TestBench.image(stem));
  }

  @Override
  public void close() {
    server.close();
  }
}
