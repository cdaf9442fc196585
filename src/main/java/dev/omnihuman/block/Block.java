package dev.omnihuman.block;

import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.jspecify.annotations.Nullable;

/** What the beans of all kamelets have in common: an engine, which kamelets over a home share. */
public abstract class Block implements CamelContextAware {

  private final Map<String, String> properties = new TreeMap<>();
  private @Nullable CamelContext context;
  private @Nullable EngineOfHome engine;

  Block() {}

  @Override
  public final @Nullable CamelContext getCamelContext() {
    return context;
  }

  @Override
  public final void setCamelContext(CamelContext context) {
    this.context = context;
  }

  /** The folder of the engine, on a local disk: ledger, lock and finished videos. */
  public final void setHome(String home) {
    properties.put(BlockSettings.HOME, home);
  }

  /** Scheme, host and port of the gateway. */
  public final void setBaseUrl(String baseUrl) {
    properties.put(BlockSettings.BASE_URL, baseUrl);
  }

  /** The file that holds the API key. */
  public final void setApiKeyFile(String apiKeyFile) {
    properties.put(BlockSettings.API_KEY_FILE, apiKeyFile);
  }

  /** {@code true} admits plain http to loopback addresses. */
  public final void setAllowHttp(String allowHttp) {
    properties.put(BlockSettings.ALLOW_HTTP, allowHttp);
  }

  /** A file with any other settings. */
  public final void setConfigFile(String configFile) {
    properties.put(BlockSettings.CONFIG_FILE, configFile);
  }

  /** When all is set, and before the application's routes start. */
  public void join() throws Exception {
    engine =
        Engines.of(Objects.requireNonNull(context, "the kamelet's Camel context"))
            .join(BlockSettings.of(properties));
  }

  final EngineOfHome engine() {
    return Objects.requireNonNull(engine, "join() comes first");
  }
}
