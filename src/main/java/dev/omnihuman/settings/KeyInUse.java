package dev.omnihuman.settings;

import java.util.Map;
import java.util.function.Supplier;

/**
 * The provider's key as it is now: one that stands in a file may be replaced there while the
 * program runs.
 */
public final class KeyInUse implements Supplier<ApiKey> {

  private final String file;
  private final Map<String, String> environment;
  private volatile ApiKey current;

  private KeyInUse(String file, Map<String, String> environment, ApiKey current) {
    this.file = file;
    this.environment = environment;
    this.current = current;
  }

  /**
   * @param file the file that holds the key, or empty text
   * @throws SettingsException if there is none, or it cannot be a header's value
   */
  public static KeyInUse find(String file, Map<String, String> environment) {
    return new KeyInUse(file, environment, ApiKey.find(file, environment));
  }

  /** A key that never changes. */
  public static KeyInUse of(ApiKey key) {
    return new KeyInUse("", Map.of(ApiKey.VARIABLE, key.onTheWire()), key);
  }

  @Override
  public ApiKey get() {
    return current;
  }

  /**
   * Reads the key's file again.
   *
   * @return whether another key is in use now
   * @throws SettingsException if it cannot be read; the old key stays in use
   */
  public boolean reread() {
    ApiKey found = ApiKey.find(file, environment);
    boolean changed = !found.onTheWire().equals(current.onTheWire());
    current = found;
    return changed;
  }
}
