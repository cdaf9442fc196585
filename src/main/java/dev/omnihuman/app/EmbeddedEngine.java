package dev.omnihuman.app;

import dev.omnihuman.delivery.PublishedVideos;
import dev.omnihuman.intake.MessageManifests;
import dev.omnihuman.intake.Naming;
import dev.omnihuman.ledger.JobLedger;
import dev.omnihuman.settings.KeyInUse;
import dev.omnihuman.settings.PropertyFiles;
import dev.omnihuman.settings.Settings;
import dev.omnihuman.settings.SettingsException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The product inside another application, which starts and stops it. It has a Camel context of its
 * own, and of the application's files it reads none but those that it is told of.
 */
public final class EmbeddedEngine implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedEngine.class);

  private static final String LOG_FILE = "omnihuman.log.file";

  /** The port that we take elsewhere is often the application's own. */
  private static final Map<String, String> OTHER_DEFAULTS = Map.of("omnihuman.http.port", "0");

  /** At DEBUG they write what goes over the wire, and so the API key. */
  private static final List<String> TALKATIVE =
      List.of("org.apache.hc.client5.http.headers", "org.apache.hc.client5.http.wire");

  private final Engine engine;

  private EmbeddedEngine(Engine engine) {
    this.engine = engine;
  }

  /**
   * Starts everything.
   *
   * @param file of settings, or null
   * @param fixed settings that neither file nor environment may change
   * @throws SettingsException if something is set wrong; nothing was sent
   * @throws HomeLock.HomeInUseException if somebody else works in the home
   */
  public static EmbeddedEngine start(@Nullable Path file, Map<String, String> fixed)
      throws Exception {
    requireSilence();
    PropertyFiles properties =
        PropertyFiles.load(OTHER_DEFAULTS, file, System.getenv()).with(fixed);
    if (!properties.get(LOG_FILE).isEmpty()) {
      LOG.warn("{} is not heeded: here the application says where its log goes", LOG_FILE);
      properties = properties.with(Map.of(LOG_FILE, ""));
    }
    Settings settings = Settings.of(properties);
    KeyInUse key = KeyInUse.find(settings.gateway().apiKeyFile(), System.getenv());
    CamelSettings camel = new CamelSettings(properties, settings, RouteFiles.inside());
    Engine engine = Engine.start(settings, key, camel, WhenPortIsTaken.REFUSE);
    engine.dropped().keepCountsOnly();
    return new EmbeddedEngine(engine);
  }

  /** The application's logging is not ours to set. */
  private static void requireSilence() {
    for (String logger : TALKATIVE) {
      if (LoggerFactory.getLogger(logger).isDebugEnabled()) {
        throw new SettingsException(
            "logger %s: found DEBUG, at which it writes the API key into the log, allowed: INFO or above"
                .formatted(logger));
      }
    }
  }

  public JobLedger ledger() {
    return engine.ledger();
  }

  public Clock clock() {
    return engine.clock();
  }

  /** How messages are read that are to become jobs. */
  public MessageManifests messages() {
    Settings settings = engine.settings();
    return new MessageManifests(new Naming(settings.folders(), settings.output().name()));
  }

  public PublishedVideos videos() {
    return engine.publishedVideos();
  }

  @Override
  public void close() {
    engine.close();
  }
}
