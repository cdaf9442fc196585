package dev.omnihuman.block;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.main.Main;

/**
 * Somebody else's Camel application with our kamelets, in this process. It has settings of its own
 * that must not become the engine's.
 */
final class HostApplication implements AutoCloseable {

  static final String KEY = "canary-7b1d5f0c93e24a68";

  /** As an application has them, and as our engine must never see them. */
  private static final Map<String, String> OF_THE_HOST =
      Map.of(
          "camel.main.name", "host",
          "camel.main.startup-summary-level", "Off",
          "camel.main.jmx-enabled", "false",
          "camel.main.stream-caching-enabled", "true",
          "camel.component.http.connect-timeout", "1",
          "omnihuman.gateway.submit-path", "/somebody-elses",
          "baseUrl", "http://127.0.0.1:1",
          "home", "/somewhere-else");

  private final Path folder;
  private final Path settings;
  private final URI gateway;
  private final List<String> routes = new ArrayList<>();
  private final List<Exchange> received = new CopyOnWriteArrayList<>();
  private volatile int refusals;
  private Main main;
  private ProducerTemplate template;

  HostApplication(Path folder, URI gateway) throws IOException {
    this.folder = folder;
    this.gateway = gateway;
    this.settings = folder.resolve("engine.properties");
    Files.writeString(folder.resolve("key"), KEY);
    with(
        "omnihuman.disk.min-free", "1MiB",
        "omnihuman.poll.interval", "200ms",
        "omnihuman.ledger.tick", "50ms",
        "omnihuman.intake.scan-interval", "50ms");
  }

  /** Settings of the engine. */
  HostApplication with(String... keysAndValues) throws IOException {
    Properties engine = new Properties();
    if (Files.exists(settings)) {
      try (var reader = Files.newBufferedReader(settings)) {
        engine.load(reader);
      }
    }
    for (int i = 0; i < keysAndValues.length; i += 2) {
      engine.setProperty(keysAndValues[i], keysAndValues[i + 1]);
    }
    StringWriter text = new StringWriter();
    engine.store(text, null);
    Files.writeString(settings, text.toString());
    return this;
  }

  Path home() {
    return folder.resolve("home");
  }

  /** A route that begins at {@code direct:NAME} and ends in a kamelet. */
  HostApplication routeTo(String name, String kamelet, String... more) {
    return route(
        """
        - route:
            id: %1$s
            from:
              uri: direct:%1$s
              steps:
                - to:
                    uri: kamelet:%2$s
                    parameters:
        %3$s"""
            .formatted(name, kamelet, parameters(14, more)));
  }

  /** A route that begins with the source and ends here. */
  HostApplication routeFromSource(String... more) {
    return route(
        """
        - route:
            description: Receives what has finished
            from:
              uri: kamelet:omnihuman-source
              parameters:
        %s      steps:
                - process:
                    ref: receiver
        """
            .formatted(parameters(8, more)));
  }

  HostApplication route(String yaml) {
    routes.add(yaml);
    return this;
  }

  private String parameters(int indent, String... more) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("home", home().toString());
    all.put("baseUrl", gateway.toString());
    all.put("apiKeyFile", folder.resolve("key").toString());
    all.put("allowHttp", "true");
    all.put("configFile", settings.toString());
    for (int i = 0; i < more.length; i += 2) {
      all.put(more[i], more[i + 1]);
    }
    StringBuilder lines = new StringBuilder();
    all.forEach(
        (name, value) ->
            lines.append(" ".repeat(indent)).append("%s: \"%s\"%n".formatted(name, value)));
    return lines.toString();
  }

  HostApplication start() throws Exception {
    Path file = folder.resolve("host.camel.yaml");
    Files.writeString(file, String.join("", routes));
    main = new Main();
    main.configure().withRoutesIncludePattern("file:" + file);
    OF_THE_HOST.forEach(main::addOverrideProperty);
    main.bind("receiver", (org.apache.camel.Processor) this::receive);
    main.start();
    template = context().createProducerTemplate();
    return this;
  }

  private void receive(Exchange exchange) {
    if (refusals > 0) {
      refusals--;
      throw new IllegalStateException("the host does not like it");
    }
    received.add(exchange.copy());
  }

  /** The next so many messages of the source fail. */
  HostApplication refuses(int messages) {
    refusals = messages;
    return this;
  }

  CamelContext context() {
    return main.getCamelContext();
  }

  /** What came by the source and was not refused. */
  List<Exchange> received() {
    return received;
  }

  List<Exchange> awaitReceived(int count) {
    await().atMost(java.time.Duration.ofSeconds(60)).until(() -> received.size() >= count);
    return received;
  }

  /** Sends a message; the exchange tells what became of it. */
  Exchange send(String route, Object body, String key) {
    return template.request("direct:" + route, exchange -> fill(exchange, body, key));
  }

  CompletableFuture<Exchange> sendAsync(String route, Object body, String key) {
    return template.asyncSend("direct:" + route, exchange -> fill(exchange, body, key));
  }

  private static void fill(Exchange exchange, Object body, String key) {
    exchange.getMessage().setBody(body);
    exchange.getMessage().setHeader("omnihuman-file", "/left/by/somebody");
    if (key != null) {
      exchange.getMessage().setHeader("omnihuman-key", key);
    }
  }

  void stop() {
    main.stop();
  }

  @Override
  public void close() {
    if (main != null) {
      main.stop();
    }
  }
}
