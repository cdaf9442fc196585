package dev.omnihuman.delivery;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Tells one start of the machine from another. What a killed process had written is there as long
 * as the machine runs; after a power cut only what was flushed can be relied on.
 */
final class Boot {

  /** Empty where the system does not tell; then every start counts as another one. */
  static final String ID = read();

  private Boot() {}

  private static String read() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
    } catch (IOException e) {
      return "";
    }
  }
}
