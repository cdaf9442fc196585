package dev.omnihuman.app;

import dev.omnihuman.folders.Folders;
import dev.omnihuman.settings.ApiKey;
import dev.omnihuman.settings.IntakeSettings;
import dev.omnihuman.settings.KeyInUse;
import dev.omnihuman.settings.PropertyFiles;
import dev.omnihuman.settings.Settings;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An engine with what it talks to: the real gateway, or a simulated one with a home of its own. It
 * stops when it is closed, or when the process is told to stop.
 */
final class Workplace implements AutoCloseable {

  /** What a practice home holds; anything else in the folder is left alone. */
  private static final List<String> OURS =
      List.of(
          "working",
          "outbox",
          "done",
          "failed",
          "rejected",
          "desk",
          "ledger.db",
          "ledger.db-wal",
          "ledger.db-shm");

  private final @Nullable SimulatorServer simulator;
  private final Engine engine;
  private final Thread onSignal = new Thread(this::close, "stop");

  private Workplace(Engine engine, @Nullable SimulatorServer simulator) {
    this.engine = engine;
    this.simulator = simulator;
    Runtime.getRuntime().addShutdownHook(onSignal);
  }

  /** At work with the real gateway. */
  static Workplace real(Options options, WhenPortIsTaken whenTaken) throws Exception {
    return real(options.properties(), options, whenTaken);
  }

  /** The same for what ends by itself, which it would not while messages come. */
  static Workplace batch(Options options) throws Exception {
    return real(
        options.properties().with(IntakeSettings.FOLDER_ALONE), options, WhenPortIsTaken.GO_ON);
  }

  private static Workplace real(
      PropertyFiles properties, Options options, WhenPortIsTaken whenTaken) throws Exception {
    Settings settings = Settings.of(properties);
    RouteFiles routes = options.routeFiles();
    KeyInUse key = KeyInUse.find(settings.gateway().apiKeyFile(), System.getenv());
    return new Workplace(
        Engine.start(settings, key, new CamelSettings(properties, settings, routes), whenTaken),
        null);
  }

  /** A rehearsal of the real settings, in the folder {@code rehearsal} under the home. */
  static Workplace rehearsal(Options options) throws Exception {
    Folders real = Settings.of(options.properties()).folders();
    return practice(options, rehearsalFolders(real).home(), Map.of());
  }

  static Folders rehearsalFolders(Folders real) {
    return Folders.under(real.home().resolve("rehearsal"));
  }

  /**
   * At practice with the simulated gateway: no key is needed and nothing is charged.
   *
   * @param home everything but its inbox is emptied first
   */
  static Workplace practice(Options options, Path home, Map<String, String> fixed)
      throws Exception {
    PropertyFiles properties = options.properties();
    RouteFiles routes = options.routeFiles();
    ApiKey key = ApiKey.ofSimulator(UUID.randomUUID().toString());
    empty(home);
    SimulatorServer simulator =
        SimulatorServer.start(properties, Settings.of(properties).simulator(), key, 0, routes);
    try {
      PropertyFiles own =
          properties
              .with(
                  Map.of(
                      "omnihuman.home", home.toString(),
                      "omnihuman.folders.inbox", "",
                      "omnihuman.folders.outbox", "",
                      "omnihuman.outbox.s3.bucket", "",
                      "omnihuman.folders.working", "",
                      "omnihuman.folders.done", "",
                      "omnihuman.folders.failed", "",
                      "omnihuman.folders.rejected", "",
                      "omnihuman.ledger.url", ""))
              .with(
                  Map.of(
                      "omnihuman.allow-http", "true",
                      "omnihuman.disk.min-free", "1MiB",
                      "omnihuman.webhook.public-url", "",
                      // Nobody shall be alarmed by what is only played.
                      "omnihuman.notify.url", "",
                      "omnihuman.notify.token-file", "",
                      "omnihuman.notify.kafka.brokers", "",
                      "omnihuman.notify.jms.url", "",
                      "omnihuman.log.file", "",
                      "omnihuman.gateway.base-url", simulator.origin().toString()))
              .with(IntakeSettings.FOLDER_ALONE)
              .with(fixed);
      Settings settings = Settings.of(own);
      return new Workplace(
          Engine.start(
              settings,
              KeyInUse.of(key),
              new CamelSettings(own, settings, routes),
              WhenPortIsTaken.GO_ON),
          simulator);
    } catch (Exception e) {
      simulator.close();
      throw e;
    }
  }

  private static void empty(Path home) throws IOException {
    HomeLock lock = HomeLock.take(home);
    try {
      for (String name : OURS) {
        Path path = home.resolve(name);
        if (Files.exists(path)) {
          Files.walkFileTree(path, DELETE);
        }
      }
    } finally {
      lock.close();
    }
  }

  private static final SimpleFileVisitor<Path> DELETE =
      new SimpleFileVisitor<>() {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
            throws IOException {
          Files.delete(file);
          return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException trouble)
            throws IOException {
          Files.delete(folder);
          return FileVisitResult.CONTINUE;
        }
      };

  Engine engine() {
    return engine;
  }

  @Override
  public void close() {
    engine.close();
    if (simulator != null) {
      simulator.close();
    }
  }
}
