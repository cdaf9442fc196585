package dev.omnihuman.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Files that hold a key, a token or a password and nothing else. */
public final class SecretFile {

  private SecretFile() {}

  /**
   * What it holds, without the space around it.
   *
   * @param setting that names the file
   * @throws SettingsException if it cannot be read; it names setting and file
   */
  public static String read(String setting, String file) {
    try {
      return Files.readString(Path.of(file)).strip();
    } catch (IOException | InvalidPathException e) {
      throw unreadable(setting, file, e);
    }
  }

  static SettingsException unreadable(String setting, String file, Exception cause) {
    return new SettingsException(
        "%s: %s cannot be read (%s)".formatted(setting, file, cause.getClass().getSimpleName()));
  }
}
