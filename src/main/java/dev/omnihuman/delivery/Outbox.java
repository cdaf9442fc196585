package dev.omnihuman.delivery;

import dev.omnihuman.failpoint.Failpoint;
import dev.omnihuman.folders.DurableFiles;
import dev.omnihuman.job.Job;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The folder of finished videos. A name in it is a whole video; a name that is taken is never
 * replaced. Publishing can be begun again after a crash at any point: files of the same job that
 * got their name before are recognised.
 */
final class Outbox {

  private final Path folder;
  private final Path parts;
  private final Set<String> stemsInUse = new HashSet<>();

  Outbox(Path folder, Path parts) {
    this.folder = folder;
    this.parts = parts;
  }

  /** Where the n-th file of a job grows; n counts from 1. */
  Path part(Job job, int n) {
    return parts.resolve("%s.%d.part".formatted(job.id(), n));
  }

  /**
   * The names under which this job was published, if a crash came between that and telling the
   * ledger.
   */
  Optional<List<String>> findPublished(Job job) throws IOException {
    for (int n = 1; ; n++) {
      Path sidecar = folder.resolve(stem(job, n) + ".json");
      if (!isTaken(sidecar)) {
        return Optional.empty();
      }
      Optional<List<String>> names = Sidecar.namesOf(job, sidecar);
      if (names.isPresent()) {
        // The crash may have come before the names were durable.
        DurableFiles.syncFolder(folder);
        return names;
      }
    }
  }

  /**
   * Gives verified files their names, durably, with a sidecar that tells of them.
   *
   * @return the names
   */
  List<String> publish(Job job, List<FetchedFile> files, Instant publishedAt) throws IOException {
    for (int n = 1; ; n++) {
      String stem = stem(job, n);
      if (reserve(stem)) {
        try {
          if (isFree(job, stem, files) && publishAs(stem, job, files, publishedAt)) {
            return names(stem, files.size());
          }
        } finally {
          release(stem);
        }
      }
    }
  }

  private static String stem(Job job, int n) {
    String name = job.manifest().name();
    return n == 1 ? name : name + "-" + n;
  }

  /** One video is {@code x.mp4}; several are {@code x_1.mp4}, {@code x_2.mp4} … */
  private static List<String> names(String stem, int count) {
    List<String> names = new ArrayList<>();
    for (int n = 1; n <= count; n++) {
      names.add(count == 1 ? stem + ".mp4" : "%s_%d.mp4".formatted(stem, n));
    }
    return names;
  }

  private boolean isFree(Job job, String stem, List<FetchedFile> files) throws IOException {
    if (isTaken(folder.resolve(stem + ".json"))) {
      return false;
    }
    List<String> names = names(stem, files.size());
    for (int i = 0; i < files.size(); i++) {
      Path target = folder.resolve(names.get(i));
      if (isTaken(target) && !holdsSameBytes(target, files.get(i))) {
        return false;
      }
    }
    return true;
  }

  /**
   * @return false if somebody took one of the names meanwhile
   */
  private boolean publishAs(String stem, Job job, List<FetchedFile> files, Instant publishedAt)
      throws IOException {
    List<String> names = names(stem, files.size());
    for (int i = 0; i < files.size(); i++) {
      FetchedFile file = files.get(i);
      Path target = folder.resolve(names.get(i));
      if (isTaken(target)) {
        // Ours from before a crash: it has no sidecar and the very bytes that came again.
        Files.deleteIfExists(file.part());
      } else if (!move(file.part(), target)) {
        return false;
      }
    }
    Path fresh = parts.resolve(job.id() + ".json");
    Files.deleteIfExists(fresh);
    Failpoint.BEFORE_SIDECAR.reached();
    DurableFiles.writeDurably(fresh, Sidecar.of(job, names, files, publishedAt));
    Failpoint.AFTER_SIDECAR.reached();
    if (!move(fresh, folder.resolve(stem + ".json"))) {
      return false;
    }
    Failpoint.BEFORE_FOLDER_FSYNC.reached();
    DurableFiles.syncFolder(folder);
    Failpoint.AFTER_FOLDER_FSYNC.reached();
    return true;
  }

  private static boolean move(Path source, Path target) throws IOException {
    try {
      DurableFiles.moveNoReplace(source, target);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  private static boolean isTaken(Path path) {
    return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
  }

  private static boolean holdsSameBytes(Path target, FetchedFile file) throws IOException {
    if (!Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)
        || Files.size(target) != file.size()) {
      return false;
    }
    MessageDigest sha256 = Sha256.create();
    try (InputStream bytes = new DigestInputStream(Files.newInputStream(target), sha256)) {
      bytes.transferTo(OutputStream.nullOutputStream());
    }
    return HexFormat.of().formatHex(sha256.digest()).equals(file.sha256());
  }

  private synchronized boolean reserve(String stem) {
    return stemsInUse.add(stem);
  }

  private synchronized void release(String stem) {
    stemsInUse.remove(stem);
  }
}
