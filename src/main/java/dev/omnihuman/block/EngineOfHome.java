package dev.omnihuman.block;

import dev.omnihuman.app.EmbeddedEngine;
import dev.omnihuman.settings.SettingsException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.ExecutorServiceManager;
import org.jspecify.annotations.Nullable;

/** The engine over one home, which all kamelets share that name this home. */
final class EngineOfHome implements AutoCloseable {

  /** How many exchanges go on at once whose jobs have ended. */
  private static final int CONTINUATIONS = 8;

  private final Path home;
  private final ExecutorServiceManager threads;
  private final Set<String> sources = new HashSet<>();
  private BlockSettings settings;
  private @Nullable Running running;

  /** What there is only while it runs. */
  private record Running(
      EmbeddedEngine engine,
      Intake intake,
      Waits waits,
      ExecutorService continuations,
      ScheduledExecutorService timer) {}

  EngineOfHome(BlockSettings settings, CamelContext context) {
    this.home = settings.home();
    this.settings = settings;
    this.threads = context.getExecutorServiceManager();
  }

  /**
   * @throws SettingsException if what the kamelet says is not what the others say, or comes too
   *     late
   */
  synchronized void agree(BlockSettings other) {
    BlockSettings both = settings.and(other);
    if (running != null && !both.equals(settings)) {
      throw new SettingsException(
          "the engine over %s runs already, and what this kamelet says was not set then: %s"
              .formatted(home, other.said().keySet()));
    }
    settings = both;
  }

  synchronized void start() throws Exception {
    if (running != null) {
      return;
    }
    EmbeddedEngine engine = EmbeddedEngine.start(settings.configFile(), settings.fixed());
    ExecutorService continuations =
        threads.newFixedThreadPool(this, "omnihuman-results", CONTINUATIONS);
    ScheduledExecutorService timer =
        threads.newSingleThreadScheduledExecutor(this, "omnihuman-timeouts");
    running =
        new Running(
            engine,
            new Intake(engine.ledger(), engine.messages()),
            new Waits(engine.ledger(), continuations, timer),
            continuations,
            timer);
  }

  private synchronized Running running() {
    if (running == null) {
      throw new IllegalStateException(
          "the engine over %s does not run; nothing was done".formatted(home));
    }
    return running;
  }

  EmbeddedEngine engine() {
    return running().engine();
  }

  Intake intake() {
    return running().intake();
  }

  Waits waits() {
    return running().waits();
  }

  Clock clock() {
    return engine().clock();
  }

  Path home() {
    return home;
  }

  /**
   * @throws SettingsException if another source has this name, whose memory it would share
   */
  synchronized void addSource(String name) {
    if (!sources.add(name)) {
      throw new SettingsException(
          "name: two sources over the home %s are called %s, allowed: a name for each"
              .formatted(home, name));
    }
  }

  synchronized void removeSource(String name) {
    sources.remove(name);
  }

  synchronized void stopWaiting() {
    if (running != null) {
      running.waits().stop();
    }
  }

  @Override
  public synchronized void close() {
    if (running != null) {
      running.waits().stop();
      running.engine().close();
      threads.shutdownGraceful(running.continuations());
      threads.shutdownNow(running.timer());
      running = null;
    }
  }
}
