package dev.omnihuman.delivery;

import dev.omnihuman.failpoint.Failpoint;
import dev.omnihuman.folders.DurableFiles;
import dev.omnihuman.folders.Folders;
import dev.omnihuman.folders.RelativeNames;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.OutputRules;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
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

  /** No video of this provider is older. */
  private static final Instant EARLIEST = Instant.parse("2020-01-01T00:00:00Z");

  private final Path folder;
  private final Path parts;
  private final boolean remoteTimes;
  private final Extras extras;
  private final Set<String> stemsInUse = new HashSet<>();

  Outbox(Folders folders, OutputRules rules) {
    this.folder = folders.outbox();
    this.parts = folders.parts();
    this.remoteTimes = rules.remoteTimes();
    this.extras = new Extras(parts, rules);
  }

  /** Where the n-th file of a job grows; n counts from 1. */
  Path part(Job job, int n) {
    return parts.resolve("%s.%d.part".formatted(job.id(), n));
  }

  /**
   * The names under which this job was published, if a crash came between that and telling the
   * ledger. What the crash kept from being published beside the videos is there when this returns.
   */
  Optional<List<String>> findPublished(Job job) throws IOException {
    RelativeNames.requireRealFolders(folder, job.manifest().output());
    for (int n = 1; ; n++) {
      String stem = stem(job, n);
      Path sidecar = at(stem + ".json");
      if (!Extras.isTaken(sidecar)) {
        return Optional.empty();
      }
      Optional<List<Sidecar.Video>> videos = Sidecar.videosOf(job, sidecar);
      if (videos.isPresent() && areCalledAfter(stem, videos.get())) {
        complete(stem, job, videos.get());
        return videos.map(found -> names(stem, found));
      }
    }
  }

  /**
   * Gives verified files their names, durably, with a sidecar that tells of them.
   *
   * @return the names beneath the outbox
   */
  List<String> publish(Job job, List<FetchedFile> files, Instant publishedAt) throws IOException {
    DurableFiles.makeFolders(folder, job.manifest().output());
    for (int n = 1; ; n++) {
      String stem = stem(job, n);
      if (reserve(stem)) {
        try {
          List<Sidecar.Video> videos = videos(stem, files);
          if (isFree(stem, videos) && publishAs(stem, job, files, publishedAt)) {
            return names(stem, videos);
          }
        } finally {
          release(stem);
        }
      }
    }
  }

  private static String stem(Job job, int n) {
    String name = job.manifest().output();
    return n == 1 ? name : name + "-" + n;
  }

  private Path at(String name) throws IOException {
    return RelativeNames.resolve(folder, name);
  }

  /** One video is {@code x.mp4}; several are {@code x_1.mp4}, {@code x_2.mp4} … */
  private static String fileName(String stem, int n, int count) {
    return RelativeNames.name(stem) + (count == 1 ? "" : "_" + n) + ".mp4";
  }

  private static List<Sidecar.Video> videos(String stem, List<FetchedFile> files) {
    List<Sidecar.Video> videos = new ArrayList<>();
    for (FetchedFile file : files) {
      String name = fileName(stem, videos.size() + 1, files.size());
      videos.add(new Sidecar.Video(name, file.size(), file.sha256(), file.seconds()));
    }
    return videos;
  }

  /** People may change a sidecar; what it says must not lead us to other files. */
  private static boolean areCalledAfter(String stem, List<Sidecar.Video> videos) {
    for (int n = 1; n <= videos.size(); n++) {
      if (!videos.get(n - 1).file().equals(fileName(stem, n, videos.size()))) {
        return false;
      }
    }
    return true;
  }

  private static List<String> names(String stem, List<Sidecar.Video> videos) {
    return videos.stream().map(video -> RelativeNames.folder(stem) + video.file()).toList();
  }

  /** Nothing that will be published may have its name already, but for what a crash left of us. */
  private boolean isFree(String stem, List<Sidecar.Video> videos) throws IOException {
    Path beside = at(stem);
    if (Extras.isTaken(at(stem + ".json")) || !extras.areFree(beside, videos)) {
      return false;
    }
    for (Sidecar.Video video : videos) {
      Path target = beside.resolveSibling(video.file());
      if (Extras.isTaken(target) && !holdsSameBytes(target, video)) {
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
    List<Sidecar.Video> videos = videos(stem, files);
    for (int i = 0; i < files.size(); i++) {
      FetchedFile file = files.get(i);
      Path target = at(stem).resolveSibling(videos.get(i).file());
      if (Extras.isTaken(target)) {
        // Ours from before a crash: it has no sidecar and the very bytes that came again.
        Files.deleteIfExists(file.part());
      } else {
        if (remoteTimes) {
          giveRemoteTime(file, publishedAt);
        }
        if (!Extras.move(file.part(), target)) {
          return false;
        }
      }
    }
    Path fresh = parts.resolve(job.id() + ".json");
    Files.deleteIfExists(fresh);
    Failpoint.BEFORE_SIDECAR.reached();
    DurableFiles.writeDurably(fresh, Sidecar.of(job, videos, publishedAt));
    Failpoint.AFTER_SIDECAR.reached();
    if (!Extras.move(fresh, at(stem + ".json"))) {
      return false;
    }
    complete(stem, job, videos);
    return true;
  }

  /** Where it can be right: a host without a clock names 1970, or a time to come. */
  private static void giveRemoteTime(FetchedFile file, Instant now) throws IOException {
    Instant modifiedAt = file.modifiedAt();
    if (modifiedAt == null || modifiedAt.isBefore(EARLIEST) || modifiedAt.isAfter(now)) {
      return;
    }
    Files.setLastModifiedTime(file.part(), FileTime.from(modifiedAt));
    try (FileChannel channel = FileChannel.open(file.part(), StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  /** Everything that follows the sidecar; what is there already stays. */
  private void complete(String stem, Job job, List<Sidecar.Video> videos) throws IOException {
    Path beside = at(stem);
    Failpoint.BEFORE_CHECKSUM.reached();
    extras.addChecksums(job, beside, videos);
    Failpoint.BEFORE_FOLDER_FSYNC.reached();
    DurableFiles.syncFolders(folder, beside.resolveSibling(""));
    Failpoint.AFTER_FOLDER_FSYNC.reached();
    // Behind the flush: whoever sees the marker after a power cut finds all the rest.
    extras.addMarker(job, beside);
  }

  private static boolean holdsSameBytes(Path target, Sidecar.Video video) throws IOException {
    if (!Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)
        || Files.size(target) != video.size()) {
      return false;
    }
    MessageDigest sha256 = Sha256.create();
    try (InputStream bytes = new DigestInputStream(Files.newInputStream(target), sha256)) {
      bytes.transferTo(OutputStream.nullOutputStream());
    }
    return HexFormat.of().formatHex(sha256.digest()).equals(video.sha256());
  }

  private synchronized boolean reserve(String stem) {
    return stemsInUse.add(stem);
  }

  private synchronized void release(String stem) {
    stemsInUse.remove(stem);
  }
}
