package dev.omnihuman.app;

import dev.omnihuman.folders.ManifestFiles;
import dev.omnihuman.settings.SettingsException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

  /** The same with those in sub-folders, in which manifests may lie. */
  int countBeneath() {
    try {
      return Files.isDirectory(folder)
          ? ManifestFiles.in(folder, true, JsonFiles::refuse).size()
          : 0;
    } catch (IOException e) {
      throw new SettingsException("the folder %s cannot be read: %s".formatted(folder, e));
    }
  }

  /** A number that leaves some out would be believed. */
  private static void refuse(Path closed) {
    throw new SettingsException(
        "the folder %s cannot be read: this program may not look into it".formatted(closed));
  }

  /** The names of those that got another ending, because nobody could make use of them. */
  List<String> setAside() {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(folder, "*.{unclaimed,unreadable}")) {
      files.forEach(file -> names.add(String.valueOf(file.getFileName())));
    } catch (IOException e) {
      throw new SettingsException("the folder %s cannot be read: %s".formatted(folder, e));
    }
    names.sort(null);
    return names;
  }

  private static boolean isOne(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    return name.endsWith(".json") && !name.startsWith(".");
  }
}
