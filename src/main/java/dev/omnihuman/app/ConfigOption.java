package dev.omnihuman.app;

import dev.omnihuman.settings.PropertyFiles;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the settings come from. */
class ConfigOption {

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "Settings file. Default: config/application.properties in the working directory, or else"
              + " beside the program's jar, if it is there.")
  @Nullable Path config;

  PropertyFiles properties() {
    Path file = config == null ? Installation.file("config/application.properties") : config;
    return PropertyFiles.load(file, System.getenv());
  }
}
