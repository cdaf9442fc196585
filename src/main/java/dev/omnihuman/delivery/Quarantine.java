package dev.omnihuman.delivery;

import dev.omnihuman.folders.DurableFiles;
import dev.omnihuman.folders.RelativeNames;
import dev.omnihuman.job.Job;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Where the bytes of a job lie whose download has ended badly. They were paid for, so people decide
 * about them.
 */
final class Quarantine {

  private final Path folder;
  private final Path parts;

  Quarantine(Path outbox, Path parts) {
    this.folder = outbox.resolve(".quarantine");
    this.parts = parts;
  }

  /**
   * Takes everything that came for a job, durably, as {@code NAME.unverified}; a name that is taken
   * is not replaced. Done before the ledger is told, because a crash in between repeats it.
   *
   * @return the names
   */
  List<String> take(Job job) throws IOException {
    List<String> names = new ArrayList<>();
    for (Path file : filesOf(job)) {
      if (isNote(file) || Files.size(file) == 0) {
        Files.delete(file);
      } else {
        names.add(move(file, RelativeNames.name(job.manifest().output()) + ".unverified"));
      }
    }
    if (!names.isEmpty()) {
      DurableFiles.syncFolder(folder);
      DurableFiles.syncFolder(parts);
    }
    return names;
  }

  private String move(Path file, String name) throws IOException {
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder);
      DurableFiles.syncFolder(folder.resolveSibling(""));
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    return String.valueOf(DurableFiles.renameInto(file, folder, name).getFileName());
  }

  /** The job's videos are published: nothing else that came for it is of use. */
  void tidy(Job job) throws IOException {
    for (Path file : filesOf(job)) {
      Files.delete(file);
    }
  }

  private List<Path> filesOf(Job job) throws IOException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(parts, job.id() + ".*")) {
      found.forEach(files::add);
    }
    Collections.sort(files);
    return files;
  }

  private static boolean isNote(Path file) {
    String name = file.toString();
    return name.endsWith(".json") || name.endsWith(".json.new") || name.endsWith(Extras.UNNAMED);
  }
}
