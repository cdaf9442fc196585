package dev.omnihuman.settings;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys and their values: the copy of {@code application.properties} inside the program knows
 * every key and its default, a file on disk overrides it, and the environment overrides both.
 */
public final class PropertyFiles {

  private static final Logger LOG = LoggerFactory.getLogger(PropertyFiles.class);
  private static final String OURS = "omnihuman.";

  private final Map<String, String> values;
  private final Set<String> setByPeople;

  private PropertyFiles(Map<String, String> values, Set<String> setByPeople) {
    this.values = values;
    this.setByPeople = setByPeople;
  }

  /**
   * @param file the file on disk, or null when there is none
   * @param environment usually {@link System#getenv()}
   */
  public static PropertyFiles load(@Nullable Path file, Map<String, String> environment) {
    return load(Map.of(), file, environment);
  }

  /**
   * The same with other defaults for some keys.
   *
   * @param otherDefaults what these keys are where nobody sets them
   */
  public static PropertyFiles load(
      Map<String, String> otherDefaults, @Nullable Path file, Map<String, String> environment) {
    return load(
        otherDefaults,
        file,
        environment,
        (key, nearest) ->
            LOG.warn("unknown setting {}; the nearest known one is {}", key, nearest));
  }

  static PropertyFiles load(
      @Nullable Path file,
      Map<String, String> environment,
      BiConsumer<String, String> onUnknownKey) {
    return load(Map.of(), file, environment, onUnknownKey);
  }

  private static PropertyFiles load(
      Map<String, String> otherDefaults,
      @Nullable Path file,
      Map<String, String> environment,
      BiConsumer<String, String> onUnknownKey) {
    Map<String, String> defaults = new TreeMap<>(defaults());
    defaults.putAll(otherDefaults);
    Map<String, String> values = new TreeMap<>(defaults);
    if (file != null) {
      read(file).forEach((key, value) -> override(values, key, value, onUnknownKey));
    }
    Map<String, String> keyOfVariable = new TreeMap<>();
    values.keySet().forEach(key -> keyOfVariable.put(variable(key), key));
    environment.forEach(
        (variable, value) -> {
          String key = keyOfVariable.get(variable);
          if (key != null) {
            values.put(key, value);
          } else if (variable.startsWith("OMNIHUMAN_")) {
            onUnknownKey.accept(variable, variable(nearest(values, variable)));
          }
        });
    Set<String> changed = new TreeSet<>(values.keySet());
    changed.removeIf(key -> Objects.equals(values.get(key), defaults.get(key)));
    return new PropertyFiles(values, changed);
  }

  private static void override(
      Map<String, String> values,
      String key,
      String value,
      BiConsumer<String, String> onUnknownKey) {
    if (key.startsWith(OURS) && !values.containsKey(key)) {
      onUnknownKey.accept(key, nearest(values, key));
    } else {
      values.put(key, value);
    }
  }

  /** The name of the environment variable that overrides a key. */
  public static String variable(String key) {
    return key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  private static String nearest(Map<String, String> known, String wanted) {
    String comparable = variable(wanted);
    return known.keySet().stream()
        .filter(key -> key.startsWith(OURS))
        .min(Comparator.comparingInt(key -> EditDistance.between(variable(key), comparable)))
        .orElseThrow();
  }

  private static Map<String, String> defaults() {
    try (InputStream own =
        PropertyFiles.class.getResourceAsStream("/dev/omnihuman/config/application.properties")) {
      return parse(new InputStreamReader(Objects.requireNonNull(own), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("the program's own settings cannot be read", e);
    }
  }

  private static Map<String, String> read(Path file) {
    try (Reader reader = Files.newBufferedReader(file)) {
      return parse(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw new SettingsException("the settings file %s cannot be read: %s".formatted(file, e));
    }
  }

  private static Map<String, String> parse(Reader reader) throws IOException {
    Properties properties = new Properties();
    properties.load(reader);
    Map<String, String> map = new TreeMap<>();
    properties
        .stringPropertyNames()
        .forEach(key -> map.put(key, properties.getProperty(key).trim()));
    return map;
  }

  /** A value that is set, or the default; empty text counts as a value. */
  public String get(String key) {
    String value = values.get(key);
    if (value == null) {
      throw new IllegalArgumentException(key + " is not in config/application.properties");
    }
    return value;
  }

  /** The same settings with some of them fixed by a command. */
  public PropertyFiles with(Map<String, String> fixed) {
    Map<String, String> changed = new TreeMap<>(values);
    changed.putAll(fixed);
    Set<String> keys = new TreeSet<>(setByPeople);
    keys.addAll(fixed.keySet());
    return new PropertyFiles(changed, keys);
  }

  /** Whether a value differs from the default. */
  public boolean isSet(String key) {
    return setByPeople.contains(key);
  }

  public Map<String, String> all() {
    return Map.copyOf(values);
  }
}
