package dev.omnihuman.app;

import dev.omnihuman.settings.SettingsException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where the routes come from: a folder named by an option, the folder {@code routes} in the working
 * directory or beside the program if it is ours, or the copies inside the program.
 */
record RouteFiles(String jobs, String simulator) {

  private static final String LANDMARK = "1-accept-manifests.camel.yaml";
  private static final String ANY = "*.camel.yaml";
  private static final String SIMULATOR = "simulator/gateway.camel.yaml";

  /** In our own package: other programs with our jar have a folder {@code routes}, too. */
  private static final String INSIDE = "classpath:dev/omnihuman/routes/";

  /** The copies inside the program, whatever lies on the disk. */
  static RouteFiles inside() {
    return new RouteFiles(INSIDE + ANY, INSIDE + SIMULATOR);
  }

  static RouteFiles find(@Nullable Path named) {
    Path landmark =
        named == null ? Installation.file("routes/" + LANDMARK) : named.resolve(LANDMARK);
    if (landmark == null) {
      return inside();
    }
    if (!Files.isRegularFile(landmark)) {
      throw new SettingsException(
          "--routes: the folder %s does not hold %s"
              .formatted(landmark.toAbsolutePath().normalize().getParent(), LANDMARK));
    }
    return in(landmark.toAbsolutePath().normalize().resolveSibling(""));
  }

  private static RouteFiles in(Path folder) {
    boolean simulated = Files.isRegularFile(folder.resolve(SIMULATOR));
    return new RouteFiles(
        "file:" + folder + "/" + ANY,
        simulated ? "file:" + folder + "/" + SIMULATOR : INSIDE + SIMULATOR);
  }
}
