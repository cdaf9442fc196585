package dev.omnihuman.app;

import dev.omnihuman.settings.SettingsException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where the routes come from: a folder named by an option, the folder {@code routes} in the working
 * directory if it is ours, or the copies inside the program.
 */
record RouteFiles(String jobs, String simulator) {

  private static final String LANDMARK = "1-accept-manifests.camel.yaml";
  private static final String ANY = "*.camel.yaml";
  private static final String SIMULATOR = "simulator/gateway.camel.yaml";

  static RouteFiles find(@Nullable Path named) {
    Path folder = (named == null ? Path.of("routes") : named).toAbsolutePath().normalize();
    if (Files.isRegularFile(folder.resolve(LANDMARK))) {
      boolean simulated = Files.isRegularFile(folder.resolve(SIMULATOR));
      return new RouteFiles(
          "file:" + folder + "/" + ANY,
          simulated ? "file:" + folder + "/" + SIMULATOR : "classpath:routes/" + SIMULATOR);
    }
    if (named != null) {
      throw new SettingsException(
          "--routes: the folder %s does not hold %s".formatted(folder, LANDMARK));
    }
    return new RouteFiles("classpath:routes/" + ANY, "classpath:routes/" + SIMULATOR);
  }
}
