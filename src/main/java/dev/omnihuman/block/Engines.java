package dev.omnihuman.block;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.OnCamelContextStopping;
import org.apache.camel.support.LifecycleStrategySupport;
import org.apache.camel.support.service.ServiceSupport;

/**
 * The engines of one application, one for each home. They start after all its kamelets are known
 * and before its routes take messages, and stop after its routes.
 */
final class Engines extends ServiceSupport {

  private final Map<Path, EngineOfHome> engines = new TreeMap<>();
  private final CamelContext context;

  private Engines(CamelContext context) {
    this.context = context;
  }

  static synchronized Engines of(CamelContext context) throws Exception {
    Engines known = context.hasService(Engines.class);
    if (known != null) {
      return known;
    }
    Engines fresh = new Engines(context);
    OnCamelContextStopping stopping = stopped -> fresh.stopWaiting();
    context.addLifecycleStrategy(LifecycleStrategySupport.adapt(stopping));
    context.deferStartService(fresh, true);
    return fresh;
  }

  /**
   * The engine over the home that a kamelet names. It may not run yet.
   *
   * @throws dev.omnihuman.settings.SettingsException if the kamelet does not agree with another one
   *     over the same home
   */
  synchronized EngineOfHome join(BlockSettings settings) throws Exception {
    EngineOfHome engine =
        engines.computeIfAbsent(settings.home(), home -> new EngineOfHome(settings, context));
    engine.agree(settings);
    if (isStarted()) {
      engine.start(); // a kamelet that was added later
    }
    return engine;
  }

  @Override
  protected synchronized void doStart() throws Exception {
    for (EngineOfHome engine : engines.values()) {
      engine.start();
    }
  }

  /** A video takes minutes; whoever stops the application does not wait for it. */
  private synchronized void stopWaiting() {
    engines.values().forEach(EngineOfHome::stopWaiting);
  }

  @Override
  protected synchronized void doStop() {
    engines.values().forEach(EngineOfHome::close);
  }
}
