package dev.omnihuman.simulator;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the status endpoint says about a request.
 *
 * @param error null while nothing went wrong
 * @param output null unless completed
 * @see <a href="https://www.pixazo.ai/models/omnihuman">provider, "Retrieving Results"</a>
 */
@JsonPropertyOrder({"request_id", "status", "model_id", "error", "output", "times"})
record StatusReport(
    @JsonProperty("request_id") String requestId,
    @JsonProperty("status") String status,
    @JsonProperty("error") @Nullable String error,
    @JsonProperty("output") @Nullable Output output,
    @JsonUnwrapped Times times) {

  /** Where the video lies. */
  record Output(
      @JsonProperty("media_url") List<URI> mediaUrl,
      @JsonProperty("media_type") String mediaType) {}

  /** When things happened; {@code completedAt} is null until the request has ended. */
  @JsonPropertyOrder({"created_at", "updated_at", "completed_at"})
  record Times(
      @JsonProperty("created_at") String createdAt,
      @JsonProperty("updated_at") String updatedAt,
      @JsonProperty("completed_at") @Nullable String completedAt) {}

  private static final DateTimeFormatter WITH_ZONE =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter WITHOUT_ZONE =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

  /**
   * The report on a request as things stand.
   *
   * @param video where its video lies once there is one
   */
  static StatusReport of(SimulatedRequest request, Instant now, URI video) {
    boolean hasEnded = request.hasEnded(now);
    // The documentation shows both formats for the later two; every other request has the second.
    DateTimeFormatter format = request.number() % 2 == 1 ? WITH_ZONE : WITHOUT_ZONE;
    String updatedAt = format.format(request.updatedAt(now));
    return new StatusReport(
        request.id(),
        request.status(now),
        hasEnded ? request.ending().error() : null,
        request.hasVideo(now) ? new Output(List.of(video), "video/mp4") : null,
        new Times(WITH_ZONE.format(request.createdAt()), updatedAt, hasEnded ? updatedAt : null));
  }

  /** The same with another word, and without an output. */
  StatusReport saying(String word, @Nullable String newError) {
    return new StatusReport(requestId, word, newError, null, times);
  }

  /** The same of another request. */
  StatusReport of(String otherId) {
    return new StatusReport(otherId, status, error, output, times);
  }

  @JsonProperty("model_id")
  String modelId() {
    return SimulatedGateway.MODEL;
  }
}
