package dev.omnihuman.app;

import java.net.URISyntaxException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import org.jspecify.annotations.Nullable;

/**
 * The files that people may change: in the working directory, or else beside the program's jar,
 * where the distribution has them.
 */
final class Installation {

  /** Where our jar lies; null where the program runs from folders of classes. */
  private static final @Nullable Path FOLDER = folder();

  private Installation() {}

  private static @Nullable Path folder() {
    CodeSource source = Installation.class.getProtectionDomain().getCodeSource();
    try {
      Path jar = source == null ? null : Path.of(source.getLocation().toURI());
      return jar != null && Files.isRegularFile(jar) ? jar.getParent() : null;
    } catch (URISyntaxException | IllegalArgumentException | FileSystemNotFoundException e) {
      return null; // a class loader that knows no files: there is nothing beside it
    }
  }

  /**
   * @param name such as {@code config/application.properties}
   * @return the first that is a regular file; null if there is none
   */
  static @Nullable Path file(String name) {
    Path here = Path.of(name);
    if (Files.isRegularFile(here)) {
      return here;
    }
    Path installed = FOLDER == null ? null : FOLDER.resolve(name);
    return installed != null && Files.isRegularFile(installed) ? installed : null;
  }
}
