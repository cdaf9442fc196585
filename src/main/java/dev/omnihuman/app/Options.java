package dev.omnihuman.app;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What every command understands that runs routes. */
final class Options extends ConfigOption {

  @Option(
      names = "--routes",
      paramLabel = "FOLDER",
      description =
          "Folder of the routes. Default: routes in the working directory, or else beside the"
              + " program's jar, if it holds ours; else the built-in ones.")
  @Nullable Path routes;

  RouteFiles routeFiles() {
    return RouteFiles.find(routes);
  }
}
