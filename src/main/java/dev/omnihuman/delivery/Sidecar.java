package dev.omnihuman.delivery;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.omnihuman.job.GenerateRequest;
import dev.omnihuman.job.Job;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The JSON file beside a video: what was asked, how it went, and what lies there. */
final class Sidecar {

  /** In bytes. */
  static final long LARGEST = 1 << 20;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(
                  JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
          .build();

  private Sidecar() {}

  private record Document(
      String job,
      String manifest,
      GenerateRequest request,
      @Nullable String requestId,
      int attempts,
      Times times,
      List<Video> videos) {}

  private record Times(
      String acceptedAt,
      @Nullable String submittedAt,
      @Nullable String readyAt,
      String publishedAt) {}

  /**
   * One video.
   *
   * @param file its name, in the sidecar's own folder
   * @param seconds how long it plays; null if nobody could tell
   */
  record Video(String file, long size, String sha256, @Nullable BigDecimal seconds) {

    /** What stands in the file beside it, as {@code sha256sum -c} reads it. */
    byte[] checksum() {
      return "%s  %s\n".formatted(sha256, file).getBytes(StandardCharsets.UTF_8);
    }
  }

  static byte[] of(Job job, List<Video> videos, Instant publishedAt)
      throws JsonProcessingException {
    return JSON.writeValueAsBytes(
        new Document(
            job.id(),
            job.manifest().file(),
            job.manifest().request(),
            job.remote().requestId(),
            job.progress().attempt(),
            new Times(
                job.times().acceptedAt().toString(),
                text(job.times().submittedAt()),
                text(job.times().readyAt()),
                publishedAt.toString()),
            videos));
  }

  private static @Nullable String text(@Nullable Instant instant) {
    return instant == null ? null : instant.toString();
  }

  private static @Nullable BigDecimal seconds(JsonNode told) {
    return told.isNumber() ? told.decimalValue() : null;
  }

  /**
   * The videos that a file tells of, if it is the sidecar of this very job; people may put anything
   * into the outbox.
   */
  static Optional<List<Video>> videosOf(Job job, Path file) throws IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) > LARGEST) {
      return Optional.empty();
    }
    return videosOf(job, Files.readAllBytes(file));
  }

  /** The same of what somebody has read already. */
  static Optional<List<Video>> videosOf(Job job, byte[] sidecar) throws IOException {
    try {
      JsonNode document = JSON.readTree(sidecar);
      if (!job.id().equals(document.path("job").asText())) {
        return Optional.empty();
      }
      List<Video> videos = new ArrayList<>();
      for (JsonNode video : document.path("videos")) {
        videos.add(
            new Video(
                video.path("file").asText(),
                video.path("size").asLong(),
                video.path("sha256").asText(),
                seconds(video.path("seconds"))));
      }
      return videos.isEmpty() ? Optional.empty() : Optional.of(videos);
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }
}
