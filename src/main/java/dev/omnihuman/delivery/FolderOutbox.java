package dev.omnihuman.delivery;

import dev.omnihuman.digest.Sha256;
import dev.omnihuman.failpoint.Failpoint;
import dev.omnihuman.folders.DurableFiles;
import dev.omnihuman.folders.Folders;
import dev.omnihuman.folders.RelativeNames;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.OutputRules;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The folder of finished videos. */
final class FolderOutbox implements Outbox {

  /** No video of this provider is older. */
  private static final Instant EARLIEST = Instant.parse("2020-01-01T00:00:00Z");

  private final Path folder;
  private final Path parts;
  private final boolean remoteTimes;
  private final Extras extras;
  private final OutputNames names = new OutputNames();

  FolderOutbox(Folders folders, OutputRules rules) {
    this.folder = folders.outbox();
    this.parts = folders.parts();
    this.remoteTimes = rules.remoteTimes();
    this.extras = new Extras(parts, rules);
  }

  @Override
  public Optional<List<String>> findPublished(Job job) throws IOException {
    RelativeNames.requireRealFolders(folder, job.manifest().output());
    for (int n = 1; ; n++) {
      String stem = OutputNames.stem(job, n);
      Path sidecar = at(stem + ".json");
      if (!Extras.isTaken(sidecar)) {
        return Optional.empty();
      }
      Optional<List<Sidecar.Video>> videos = Sidecar.videosOf(job, sidecar);
      if (videos.isPresent() && OutputNames.areCalledAfter(stem, videos.get())) {
        complete(stem, job, videos.get());
        return videos.map(found -> OutputNames.names(stem, found));
      }
    }
  }

  @Override
  public List<String> publish(
      Job job, List<FetchedFile> files, Instant publishedAt, Downloader.Progress progress)
      throws IOException {
    DurableFiles.makeFolders(folder, job.manifest().output());
    for (int n = 1; ; n++) {
      String stem = OutputNames.stem(job, n);
      if (names.reserve(stem)) {
        try {
          List<Sidecar.Video> videos = OutputNames.videos(stem, files);
          while (isFree(stem, videos)) {
            if (publishAs(stem, job, files, publishedAt)) {
              return OutputNames.names(stem, videos);
            }
            // Somebody was just there. If it was another node with this very job, that is that; if
            // it has not come to its end, the name is still ours by its bytes.
            Optional<List<String>> others = findPublished(job);
            if (others.isPresent()) {
              return others.get();
            }
          }
        } finally {
          names.release(stem);
        }
      }
      Optional<List<String>> others = findPublished(job);
      if (others.isPresent()) {
        return others.get();
      }
    }
  }

  private Path at(String name) throws IOException {
    return RelativeNames.resolve(folder, name);
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
    List<Sidecar.Video> videos = OutputNames.videos(stem, files);
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
    return Sha256.hex(target).equals(video.sha256());
  }

  @Override
  public boolean isElsewhere() {
    return false;
  }

  @Override
  public void close() {
    // It holds nothing open.
  }
}
