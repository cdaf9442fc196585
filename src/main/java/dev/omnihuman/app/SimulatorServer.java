package dev.omnihuman.app;

import dev.omnihuman.settings.ApiKey;
import dev.omnihuman.settings.PropertyFiles;
import dev.omnihuman.settings.Settings;
import dev.omnihuman.settings.SettingsException;
import dev.omnihuman.simulator.BrokenWires;
import dev.omnihuman.simulator.SimulatedGateway;
import dev.omnihuman.simulator.SimulatorTimes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.main.Main;

/** The simulated gateway on a loopback port, in a Camel context of its own. */
final class SimulatorServer implements AutoCloseable {

  private final Main camel = new Main();
  private final URI origin;
  private final SimulatedGateway gateway;

  /**
   * @param port 0 takes a free one
   * @throws SettingsException if the port is taken
   */
  static SimulatorServer start(
      PropertyFiles properties,
      Settings.Simulator settings,
      ApiKey key,
      int port,
      RouteFiles routes)
      throws Exception {
    return new SimulatorServer(properties, settings, key, freePort(port), routes.simulator());
  }

  private SimulatorServer(
      PropertyFiles properties, Settings.Simulator settings, ApiKey key, int port, String routes)
      throws Exception {
    origin = URI.create("http://127.0.0.1:" + port);
    gateway =
        new SimulatedGateway(
            SteadyClock.system(),
            new SimulatorTimes(settings.queued(), settings.processing()),
            key.onTheWire(),
            origin);
    camel.bind("simulator", gateway);
    Map<String, String> own = new HashMap<>(properties.all());
    own.put("camel.main.name", "simulated-gateway");
    own.put("camel.main.shutdown-timeout", "2");
    own.put("camel.server.enabled", "true");
    own.put("camel.server.host", "127.0.0.1");
    own.put("camel.server.port", String.valueOf(port));
    own.put("camel.server.file-upload-enabled", "false");
    CamelSettings.applyToSimulator(camel, routes, own);
    camel.start();
    BrokenWires.on(camel.getCamelContext(), port);
  }

  private static int freePort(int wanted) {
    try (ServerSocket socket = new ServerSocket(wanted, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new SettingsException(
          "omnihuman.simulator.port: port %d cannot be used: %s".formatted(wanted, e.getMessage()));
    }
  }

  URI origin() {
    return origin;
  }

  /** What came, what was accepted, and what a real gateway would have charged. */
  SimulatedGateway gateway() {
    return gateway;
  }

  @Override
  public void close() {
    camel.stop();
  }
}
