package dev.omnihuman.delivery;

import dev.omnihuman.bucket.Bucket;
import dev.omnihuman.bucket.BucketException;
import dev.omnihuman.bucket.NewObject;
import dev.omnihuman.bucket.Progress;
import dev.omnihuman.bucket.StoredObject;
import dev.omnihuman.bucket.Uploads;
import dev.omnihuman.failpoint.Failpoint;
import dev.omnihuman.folders.RelativeNames;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.OutputRules;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A bucket of finished videos. Each object says whose it is, so that what a crash left of a job is
 * recognised even before its sidecar is there.
 */
final class BucketOutbox implements Outbox {

  /** What stands beside each object of ours, besides what is only told. */
  private static final String JOB = "omnihuman-job";

  private static final String VIDEO = "omnihuman-video";
  private static final String SIZE = "omnihuman-size";
  private static final String SHA256 = "omnihuman-sha256";
  private static final String MODIFIED = "omnihuman-modified-at";

  private final Uploads uploads;
  private final Bucket bucket;
  private final OutputRules rules;
  private final OutputNames names = new OutputNames();
  private final Set<String> underWay = new HashSet<>();

  BucketOutbox(Uploads uploads, OutputRules rules) {
    this.uploads = uploads;
    this.bucket = uploads.bucket();
    this.rules = rules;
  }

  @Override
  public Optional<List<String>> findPublished(Job job) throws IOException {
    uploads.abortAbandoned();
    for (int n = 1; ; n++) {
      String stem = OutputNames.stem(job, n);
      if (bucket.find(bucket.key(stem + ".json")).isEmpty()) {
        return Optional.empty();
      }
      Optional<List<Sidecar.Video>> videos = sidecar(job, stem);
      if (videos.isPresent() && OutputNames.areCalledAfter(stem, videos.get())) {
        complete(stem, job, videos.get());
        return videos.map(found -> uris(stem, found));
      }
    }
  }

  private Optional<List<Sidecar.Video>> sidecar(Job job, String stem) throws IOException {
    Optional<byte[]> bytes = bucket.read(bucket.key(stem + ".json"), Sidecar.LARGEST);
    return bytes.isEmpty() ? Optional.empty() : Sidecar.videosOf(job, bytes.get());
  }

  @Override
  public List<String> publish(
      Job job, List<FetchedFile> files, Instant publishedAt, Downloader.Progress progress)
      throws IOException {
    begin(job);
    try {
      for (int n = 1; ; n++) {
        String stem = OutputNames.stem(job, n);
        if (names.reserve(stem)) {
          try {
            Publishing publishing = new Publishing(job, stem, files.size(), watch(progress));
            if (publishing.isFree() && publishing.publish(files, publishedAt)) {
              return uris(stem, publishing.videos);
            }
          } finally {
            names.release(stem);
          }
        }
      }
    } finally {
      end(job);
    }
  }

  /** Its lease may have run out while it was sent: two must not send the same under two names. */
  private synchronized void begin(Job job) throws IOException {
    if (!underWay.add(job.id())) {
      throw new DownloadException("the videos are being brought into the bucket already");
    }
  }

  private synchronized void end(Job job) {
    underWay.remove(job.id());
  }

  private static Progress watch(Downloader.Progress progress) {
    return bytes -> {
      try {
        progress.received(bytes);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    };
  }

  private List<String> uris(String stem, List<Sidecar.Video> videos) {
    return OutputNames.names(stem, videos).stream().map(bucket::uri).toList();
  }

  private String beside(String stem, String file) {
    return bucket.key(RelativeNames.folder(stem) + file);
  }

  /** The way of one job's files to one name. */
  private final class Publishing {
    private final Job job;
    private final String stem;
    private final int count;
    private final Progress progress;
    private final List<Sidecar.Video> videos = new ArrayList<>();

    Publishing(Job job, String stem, int count, Progress progress) {
      this.job = job;
      this.stem = stem;
      this.count = count;
      this.progress = progress;
    }

    /** Nothing that will be published may have its name already, but for what is ours. */
    boolean isFree() throws IOException {
      for (String name : names()) {
        Optional<StoredObject> there = bucket.find(beside(stem, name));
        if (there.isPresent() && !isOurs(there.get())) {
          return false;
        }
      }
      return true;
    }

    private List<String> names() {
      List<String> all = new ArrayList<>();
      all.add(RelativeNames.name(stem) + ".json");
      for (int n = 1; n <= count; n++) {
        String video = OutputNames.fileName(stem, n, count);
        all.add(video);
        if (rules.checksums()) {
          all.add(video + ".sha256");
        }
      }
      if (rules.marker()) {
        all.add(RelativeNames.name(stem) + ".done");
      }
      return all;
    }

    private boolean isOurs(StoredObject there) {
      return job.id().equals(there.metadata().get(JOB));
    }

    /**
     * @return false if somebody took one of the names meanwhile
     */
    boolean publish(List<FetchedFile> files, Instant publishedAt) throws IOException {
      for (int n = 1; n <= count; n++) {
        Sidecar.Video video = video(files.get(n - 1), n);
        if (video == null) {
          return false;
        }
        videos.add(video);
      }
      Failpoint.BEFORE_SIDECAR.reached();
      byte[] sidecar = Sidecar.of(job, videos, publishedAt);
      String key = bucket.key(stem + ".json");
      if (!bucket.put(new NewObject(key, "application/json", Map.of(JOB, job.id())), sidecar)
          && sidecar(job, stem).isEmpty()) {
        return false;
      }
      Failpoint.AFTER_SIDECAR.reached();
      complete(stem, job, videos);
      return true;
    }

    /**
     * Sends a video, unless a crash came after it was sent: what stands there whole is kept, so
     * that no second one is made, even if the host has other bytes by now.
     *
     * @return null if the name is taken
     */
    private Sidecar.@Nullable Video video(FetchedFile file, int n) throws IOException {
      String name = OutputNames.fileName(stem, n, count);
      String key = beside(stem, name);
      String number = "%d/%d".formatted(n, count);
      Sidecar.Video before = ours(key, name, number);
      if (before != null) {
        return before;
      }
      NewObject object = new NewObject(key, "video/mp4", metadata(file, number));
      Uploads.Source source = new Uploads.Source(file.part(), file.size(), file.sha256());
      return uploads.send(object, source, progress)
          ? new Sidecar.Video(name, file.size(), file.sha256(), file.seconds())
          : afterRefusal(key, name, number);
    }

    /**
     * The first answer may have been lost, and the second one says that the name is taken: by us.
     */
    private Sidecar.@Nullable Video afterRefusal(String key, String name, String number)
        throws IOException {
      if (bucket.find(key).isEmpty()) {
        throw new BucketException.Vanished(key);
      }
      return ours(key, name, number);
    }

    private Sidecar.@Nullable Video ours(String key, String name, String number)
        throws IOException {
      StoredObject there = bucket.find(key).orElse(null);
      if (there == null
          || !isOurs(there)
          || !number.equals(there.metadata().get(VIDEO))
          || !String.valueOf(there.size()).equals(there.metadata().get(SIZE))
          || !sha256(there).matches("[0-9a-f]{64}")
          || !there.mayHave(sha256(there))) {
        return null;
      }
      return new Sidecar.Video(
          name, there.size(), sha256(there), PublishedVideos.secondsOf(there).orElse(null));
    }

    private String sha256(StoredObject there) {
      return there.metadata().getOrDefault(SHA256, "");
    }

    private Map<String, String> metadata(FetchedFile file, String number) {
      Map<String, String> metadata = new LinkedHashMap<>();
      metadata.put(JOB, job.id());
      metadata.put(VIDEO, number);
      metadata.put(SIZE, String.valueOf(file.size()));
      metadata.put(SHA256, file.sha256());
      if (file.seconds() != null) {
        metadata.put(PublishedVideos.SECONDS, file.seconds().toPlainString());
      }
      if (file.modifiedAt() != null) {
        metadata.put(MODIFIED, file.modifiedAt().toString());
      }
      return metadata;
    }
  }

  /** Everything that follows the sidecar; what is there already stays. */
  private void complete(String stem, Job job, List<Sidecar.Video> videos) throws IOException {
    Failpoint.BEFORE_CHECKSUM.reached();
    if (rules.checksums()) {
      for (Sidecar.Video video : videos) {
        add(job, beside(stem, video.file() + ".sha256"), video.checksum());
      }
    }
    if (rules.marker()) {
      add(job, bucket.key(stem + ".done"), new byte[0]);
      Failpoint.AFTER_MARKER.reached();
    }
  }

  private void add(Job job, String key, byte[] content) throws IOException {
    NewObject object = new NewObject(key, "text/plain", Map.of(JOB, job.id()));
    if (bucket.put(object, content)) {
      return;
    }
    byte[] there = bucket.read(key, content.length).orElse(null);
    if (there == null || !Arrays.equals(there, content)) {
      // The video is published under this name by now; what is in the way only a person can say.
      throw new BucketException.InTheWay(key);
    }
  }

  @Override
  public boolean isElsewhere() {
    return true;
  }

  @Override
  public void close() {
    uploads.close();
  }
}
