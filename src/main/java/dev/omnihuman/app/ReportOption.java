package dev.omnihuman.app;

import dev.omnihuman.folders.Folders;
import dev.omnihuman.report.ReportFile;
import dev.omnihuman.settings.SettingsException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a batch reports. */
final class ReportOption {

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description =
          "Writes a row for each job and each file that made none: JSON for *.json, CSV for *.csv."
              + " Replaces the file.")
  @Nullable Path file;

  /**
   * @return null if none is wanted
   * @throws SettingsException if no report can be written there
   */
  @Nullable ReportFile tried(Folders folders) {
    return file == null ? null : ReportFile.at(file, folders);
  }
}
