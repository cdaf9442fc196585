package dev.omnihuman.block;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.omnihuman.delivery.PublishedVideos;
import dev.omnihuman.delivery.PublishedVideos.Published;
import dev.omnihuman.job.FailureReason;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How a job has ended, for the routes of an application.
 *
 * @param job that has ended
 * @param file the absolute path of its video, or of the first one, or the URI of an object in a
 *     bucket; null if it has none
 * @param json all of it, as one JSON object
 */
public record JobResult(Job job, @Nullable String file, String json) {

  private static final JsonMapper JSON = new JsonMapper();

  static JobResult of(Job job, PublishedVideos published) {
    List<Published> videos =
        job.state() == JobState.DELIVERED ? published.of(job) : List.<Published>of();
    return new JobResult(
        job,
        videos.isEmpty() ? null : videos.get(0).file(),
        document(job, videos, published).toString());
  }

  private static ObjectNode document(Job job, List<Published> videos, PublishedVideos published) {
    FailureReason reason = job.ending().reason();
    ObjectNode node = JSON.createObjectNode();
    node.put("job", job.id());
    node.put("name", job.manifest().name());
    node.put("state", job.state().name());
    ArrayNode files = node.putArray("files");
    videos.forEach(video -> files.add(video.file()));
    ArrayNode hashes = node.putArray("sha256");
    videos.forEach(video -> hashes.add(video.sha256()));
    node.put("seconds", videos.isEmpty() ? null : published.seconds(job).orElse(null));
    node.put("request_id", job.remote().requestId());
    node.put("attempts", job.progress().attempt());
    node.put("charged", job.ending().chargedInAll().name().toLowerCase(Locale.ROOT));
    if (job.state() != JobState.DELIVERED) {
      node.put("reason", reason == null ? null : reason.name());
      node.put("meaning", reason == null ? job.state().meaning() : reason.meaning());
      node.put("words", job.ending().words());
    }
    return node;
  }

  public String id() {
    return job.id();
  }

  public String state() {
    return job.state().name();
  }
}
