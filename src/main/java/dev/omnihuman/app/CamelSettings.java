package dev.omnihuman.app;

import dev.omnihuman.job.Transport;
import dev.omnihuman.notices.ReceiverPolicy;
import dev.omnihuman.settings.PropertyFiles;
import dev.omnihuman.settings.Settings;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.camel.main.Main;
import org.apache.camel.main.SimpleMainShutdownStrategy;

/** What Camel is told: the checked settings, and where the routes lie. */
record CamelSettings(PropertyFiles properties, Settings settings, RouteFiles routes) {

  private static final String SIMULATOR = "**/simulator/gateway.camel.yaml";

  /** Without a receiver there is nowhere to send to, and no endpoint could be made. */
  private static final Map<Transport, String> NOTICES =
      Map.of(
          Transport.HTTP, "**/10-send-notices.camel.yaml",
          Transport.KAFKA, "**/12-send-notices-to-kafka.camel.yaml",
          Transport.JMS, "**/13-send-notices-to-jms.camel.yaml");

  private static final String JOBS_FROM_KAFKA = "**/14-accept-from-kafka.camel.yaml";
  private static final String JOBS_FROM_JMS = "**/15-accept-from-jms.camel.yaml";

  int downloadConcurrency() {
    return Integer.parseInt(properties.get("omnihuman.download.concurrency"));
  }

  void applyTo(Main camel) {
    Properties all = new Properties();
    all.putAll(properties.all());
    // Folders that follow from others, and what we checked, in the form in which we checked it.
    settings.folders().bySetting().forEach((key, path) -> all.put(key, path.toString()));
    all.put("omnihuman.gateway.base-url", settings.gateway().baseUrl().toString());
    URI receiver = settings.signs().receiver().url();
    // Path and query may hold a secret, and Camel tells of endpoints and properties.
    all.put(
        "omnihuman.notify.url", receiver == null ? "" : ReceiverPolicy.withoutSecrets(receiver));
    all.put("camel.component.https.ssl-context-parameters", "#tls");
    camel.setOverrideProperties(all);
    stopOnlyWhenTold(camel);
    // The files were read and the environment was heeded before; nobody else may have a say.
    camel.setDefaultPropertyPlaceholderLocation("false");
    camel
        .configure()
        .withAutoConfigurationEnvironmentVariablesEnabled(false)
        .withAutoConfigurationSystemPropertiesEnabled(false)
        .withRoutesIncludePattern(routes.jobs())
        // Where the class path is a folder, not a jar, Camel looks into sub-folders too.
        .withRoutesExcludePattern(String.join(",", notUsed()));
  }

  /** Routes of what nobody has set. */
  private List<String> notUsed() {
    List<String> patterns = new ArrayList<>(List.of(SIMULATOR));
    Set<Transport> receivers = settings.signs().receiver().receivers();
    NOTICES.forEach(
        (transport, pattern) -> {
          if (!receivers.contains(transport)) {
            patterns.add(pattern);
          }
        });
    if (settings.messages().kafka() == null) {
      patterns.add(JOBS_FROM_KAFKA);
    }
    if (settings.messages().jms() == null) {
      patterns.add(JOBS_FROM_JMS);
    }
    return patterns;
  }

  /** The same for the routes that play the gateway. */
  static void applyToSimulator(Main camel, String routes, Map<String, String> properties) {
    Properties all = new Properties();
    all.putAll(properties);
    camel.setOverrideProperties(all);
    stopOnlyWhenTold(camel);
    camel.setDefaultPropertyPlaceholderLocation("false");
    camel.configure().withRoutesIncludePattern(routes);
  }

  /** Without Camel's own shutdown hook: two hooks wait for each other now and then. */
  private static void stopOnlyWhenTold(Main camel) {
    camel.setShutdownStrategy(new SimpleMainShutdownStrategy());
  }
}
