package dev.omnihuman.delivery;

import dev.omnihuman.failpoint.Failpoint;
import dev.omnihuman.folders.DurableFiles;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.OutputRules;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * What systems that watch the outbox may ask for besides a job's videos and its sidecar. It comes
 * after them, so the sidecar alone tells what was published when a crash came in between.
 */
final class Extras {

  /** The ending of such a file while it has no name in the outbox. */
  static final String UNNAMED = ".extra";

  private final Path parts;
  private final OutputRules rules;

  Extras(Path parts, OutputRules rules) {
    this.parts = parts;
    this.rules = rules;
  }

  /**
   * @param beside the path of the job's files, without an ending
   */
  boolean areFree(Path beside, List<Sidecar.Video> videos) {
    return !(rules.marker() && isTaken(marker(beside)))
        && !(rules.checksums()
            && videos.stream().anyMatch(video -> isTaken(checksum(beside, video))));
  }

  /** A file for each video, as {@code sha256sum -c} reads it in that folder. */
  void addChecksums(Job job, Path beside, List<Sidecar.Video> videos) throws IOException {
    if (rules.checksums()) {
      for (Sidecar.Video video : videos) {
        add(job, checksum(beside, video), video.checksum());
      }
    }
  }

  /** An empty file which says that all else is there; durable when this returns. */
  void addMarker(Job job, Path beside) throws IOException {
    if (rules.marker()) {
      add(job, marker(beside), new byte[0]);
      Failpoint.AFTER_MARKER.reached();
      DurableFiles.syncFolder(beside.resolveSibling(""));
    }
  }

  private static Path marker(Path beside) {
    return beside.resolveSibling(beside.getFileName() + ".done");
  }

  private static Path checksum(Path beside, Sidecar.Video video) {
    return beside.resolveSibling(video.file() + ".sha256");
  }

  private void add(Job job, Path target, byte[] content) throws IOException {
    if (!isTaken(target)) {
      Path fresh = parts.resolve(job.id() + UNNAMED);
      Files.deleteIfExists(fresh);
      DurableFiles.writeDurably(fresh, content);
      if (move(fresh, target)) {
        return;
      }
    }
    boolean ours =
        Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)
            && Files.size(target) == content.length
            && Arrays.equals(Files.readAllBytes(target), content);
    if (!ours) {
      // The video is published under this name by now; what is in the way only a person can say.
      throw new FileAlreadyExistsException(
          target.toString(), null, "is in the way of the job's own file; move it elsewhere");
    }
  }

  static boolean move(Path source, Path target) throws IOException {
    try {
      DurableFiles.moveNoReplace(source, target);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  static boolean isTaken(Path path) {
    return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
  }
}
