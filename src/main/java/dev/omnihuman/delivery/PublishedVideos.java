package dev.omnihuman.delivery;

import dev.omnihuman.bucket.Bucket;
import dev.omnihuman.bucket.BucketException;
import dev.omnihuman.bucket.StoredObject;
import dev.omnihuman.folders.RelativeNames;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.OutputPlaces;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What can be learned of delivered videos, as long as they lie in the outbox. */
public final class PublishedVideos {

  private static final String VIDEO = ".mp4";

  /** What stands beside a video in a bucket. */
  static final String SECONDS = "omnihuman-seconds";

  private final Path outbox;
  private final @Nullable Bucket bucket;
  private volatile boolean bucketIsSilent;

  /**
   * @param bucket null where there is none
   */
  public PublishedVideos(Path outbox, @Nullable Bucket bucket) {
    this.outbox = outbox;
    this.bucket = bucket;
  }

  /**
   * One video.
   *
   * @param file where it lies, or lay before people took it away; an absolute path, or the URI of
   *     an object in a bucket
   * @param sha256 in hex; null if its sidecar does not tell, or lies in a bucket
   */
  public record Published(String file, @Nullable String sha256) {}

  /** The videos of a delivered job, in the order of their names. */
  public List<Published> of(Job job) {
    List<String> files = job.ending().outputs();
    List<Sidecar.Video> told;
    try {
      boolean elsewhere = files.stream().anyMatch(OutputPlaces::isInBucket);
      told = files.isEmpty() || elsewhere ? List.of() : sidecar(job, files);
    } catch (IOException e) {
      told = List.of(); // taken away, or not ours to read
    }
    List<Published> videos = new ArrayList<>();
    for (String file : files) {
      String place =
          OutputPlaces.isInBucket(file) ? file : outbox.resolve(file).toAbsolutePath().toString();
      videos.add(new Published(place, sha256(file, told)));
    }
    return videos;
  }

  private static @Nullable String sha256(String file, List<Sidecar.Video> told) {
    return told.stream()
        .filter(video -> video.file().equals(RelativeNames.name(file)))
        .map(Sidecar.Video::sha256)
        .findFirst()
        .orElse(null);
  }

  /**
   * How long the videos of a delivered job play together, in seconds. Their sidecar tells; without
   * it, or where it is of an older program, the videos themselves.
   *
   * @return empty if one of them does not tell, or people took it away
   */
  public Optional<BigDecimal> seconds(Job job) {
    BigDecimal sum = BigDecimal.ZERO;
    List<String> files = job.ending().outputs();
    try {
      boolean elsewhere = files.stream().anyMatch(OutputPlaces::isInBucket);
      List<Sidecar.Video> told = files.isEmpty() || elsewhere ? List.of() : sidecar(job, files);
      for (String file : files) {
        BigDecimal one = elsewhere ? inBucket(file) : seconds(file, told);
        if (one == null) {
          return Optional.empty();
        }
        sum = sum.add(one);
      }
    } catch (IOException e) {
      return Optional.empty(); // taken away, or not ours to read
    }
    return files.isEmpty() ? Optional.empty() : Optional.of(sum);
  }

  /** Not for each of many videos, while it does not answer. */
  private @Nullable BigDecimal inBucket(String uri) throws IOException {
    if (bucket == null || bucketIsSilent) {
      return null;
    }
    try {
      return seconds(bucket, uri);
    } catch (BucketException e) {
      bucketIsSilent = true;
      throw e;
    }
  }

  private static @Nullable BigDecimal seconds(Bucket bucket, String uri) throws IOException {
    Optional<String> key = bucket.keyOf(uri);
    return key.isEmpty()
        ? null
        : bucket.find(key.get()).flatMap(PublishedVideos::secondsOf).orElse(null);
  }

  /** How long a video in a bucket plays, in seconds, as its writer told; empty if it did not. */
  public static Optional<BigDecimal> secondsOf(StoredObject video) {
    String text = video.metadata().getOrDefault(SECONDS, "");
    return text.matches("\\d{1,9}(\\.\\d{1,9})?")
        ? Optional.of(new BigDecimal(text))
        : Optional.empty();
  }

  private List<Sidecar.Video> sidecar(Job job, List<String> files) throws IOException {
    String ending = files.size() == 1 ? VIDEO : "_1" + VIDEO;
    String first = files.get(0);
    if (!first.endsWith(ending)) {
      return List.of();
    }
    String stem = first.substring(0, first.length() - ending.length());
    return Sidecar.videosOf(job, RelativeNames.resolve(outbox, stem + ".json")).orElse(List.of());
  }

  private @Nullable BigDecimal seconds(String file, List<Sidecar.Video> told) throws IOException {
    for (Sidecar.Video video : told) {
      if (video.file().equals(RelativeNames.name(file)) && video.seconds() != null) {
        return video.seconds();
      }
    }
    Path video = RelativeNames.resolve(outbox, file);
    if (!Files.isRegularFile(video, LinkOption.NOFOLLOW_LINKS)) {
      return null;
    }
    try (FileChannel bytes = FileChannel.open(video)) {
      return PlayingTime.seconds(bytes);
    }
  }
}
