package dev.omnihuman.block;

import dev.omnihuman.settings.SettingsException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a kamelet says of its engine. Kamelets over one home share one engine, so it is enough if
 * one of them says it; what several of them say must be the same.
 *
 * @param home the engine's home, absolute
 * @param said the other properties that are set, by their names
 */
record BlockSettings(Path home, Map<String, String> said) {

  static final String HOME = "home";
  static final String BASE_URL = "baseUrl";
  static final String API_KEY_FILE = "apiKeyFile";
  static final String ALLOW_HTTP = "allowHttp";
  static final String CONFIG_FILE = "configFile";

  private static final Map<String, String> KEYS =
      Map.of(
          BASE_URL, "omnihuman.gateway.base-url",
          API_KEY_FILE, "omnihuman.gateway.api-key-file",
          ALLOW_HTTP, "omnihuman.allow-http");

  BlockSettings {
    said = Map.copyOf(said);
  }

  /**
   * @param properties of a kamelet, by their names; empty text: not set
   * @throws SettingsException if it names no home
   */
  static BlockSettings of(Map<String, String> properties) {
    Map<String, String> said = new TreeMap<>(properties);
    said.values().removeIf(String::isBlank);
    // What is not switched on is left to the settings file and the environment.
    said.remove(ALLOW_HTTP, "false");
    String home = said.remove(HOME);
    if (home == null) {
      throw new SettingsException(
          "home: found nothing, allowed: a folder on a local disk, which the application keeps");
    }
    return new BlockSettings(path(HOME, home), said);
  }

  private static Path path(String property, String text) {
    try {
      return Path.of(text).toAbsolutePath().normalize();
    } catch (InvalidPathException e) {
      throw new SettingsException("%s: found \"%s\", allowed: a path".formatted(property, text));
    }
  }

  /**
   * What both say.
   *
   * @throws SettingsException if they do not agree
   */
  BlockSettings and(BlockSettings other) {
    Map<String, String> all = new TreeMap<>(said);
    other.said.forEach(
        (property, value) -> {
          String known = all.putIfAbsent(property, value);
          if (known != null && !known.equals(value)) {
            throw new SettingsException(
                "%s: two kamelets over the home %s share one engine and do not agree: found %s and %s, allowed: one of them, or nothing in all but one"
                    .formatted(property, home, known, value));
          }
        });
    return new BlockSettings(home, all);
  }

  /** The settings file that is named; null if none is. */
  @Nullable Path configFile() {
    String file = said.get(CONFIG_FILE);
    return file == null ? null : path(CONFIG_FILE, file);
  }

  /** The settings that are fixed by it, by their keys. */
  Map<String, String> fixed() {
    Map<String, String> fixed = new TreeMap<>();
    fixed.put("omnihuman.home", home.toString());
    KEYS.forEach(
        (property, key) -> {
          if (said.containsKey(property)) {
            fixed.put(key, Objects.requireNonNull(said.get(property)));
          }
        });
    return fixed;
  }
}
