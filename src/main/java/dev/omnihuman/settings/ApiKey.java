package dev.omnihuman.settings;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The provider's key. It does not print itself. */
public final class ApiKey {

  public static final String VARIABLE = "PIXAZO_API_KEY";

  private static final String FILE = "omnihuman.gateway.api-key-file";

  private final String value;
  private final boolean ofSimulator;

  private ApiKey(String value, boolean ofSimulator) {
    this.value = value;
    this.ofSimulator = ofSimulator;
  }

  /** A key that only our simulator knows. */
  public static ApiKey ofSimulator(String value) {
    return new ApiKey(value, true);
  }

  /**
   * @param file the file that holds it, or empty text
   * @throws SettingsException if there is none, or it cannot be a header's value
   */
  public static ApiKey find(String file, Map<String, String> environment) {
    @Nullable String variable = environment.get(VARIABLE);
    String found;
    if (variable != null && !variable.isBlank()) {
      found = variable.trim();
    } else if (!file.isEmpty()) {
      found = SecretFile.read(FILE, file);
    } else {
      throw new SettingsException(
          "no API key: set the environment variable %s, or %s".formatted(VARIABLE, FILE));
    }
    if (!found.matches("[\\x21-\\x7e]+")) {
      throw new SettingsException(
          "the API key is empty or holds characters that cannot stand in a header");
    }
    return new ApiKey(found, false);
  }

  /** Whether nothing can be charged with it. */
  public boolean isOfSimulator() {
    return ofSimulator;
  }

  /** For the header on the wire, and for nothing else. */
  public String onTheWire() {
    return value;
  }

  @Override
  public String toString() {
    return "ApiKey[****]";
  }
}
