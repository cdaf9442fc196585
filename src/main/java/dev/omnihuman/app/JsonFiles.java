package dev.omnihuman.app;

import dev.omnihuman.settings.SettingsException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** The {@code *.json} of a folder, hidden ones left out. */
record JsonFiles(Path folder) {

  /** 0 if the folder is not there. */
  int count() {
    if (!Files.isDirectory(folder)) {
      return 0;
    }
    int count = 0;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, JsonFiles::isOne)) {
      for (Path file : files) {
        count++;
      }
      return count;
    } catch (IOException e) {
      throw new SettingsException("the folder %s cannot be read: %s".formatted(folder, e));
    }
  }

  private static boolean isOne(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    return name.endsWith(".json") && !name.startsWith(".");
  }
}
