package dev.omnihuman.app;

import dev.omnihuman.settings.PropertyFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the settings come from. */
class ConfigOption {

  private static final Path DEFAULT_CONFIG = Path.of("config", "application.properties");

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Settings file. Default: config/application.properties, if it is there.")
  @Nullable Path config;

  PropertyFiles properties() {
    Path file = config;
    if (file == null && Files.isRegularFile(DEFAULT_CONFIG)) {
      file = DEFAULT_CONFIG;
    }
    return PropertyFiles.load(file, System.getenv());
  }
}
