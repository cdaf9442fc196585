package dev.omnihuman.web;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.omnihuman.bucket.BucketException;
import dev.omnihuman.folders.RelativeNames;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import dev.omnihuman.ledger.JobBoard;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finished videos, to be looked at in place. A path never comes from a request: it names a job and
 * a number, and the ledger knows which file of the outbox that is. No link is followed.
 */
final class Videos implements WebPart {

  private static final Logger LOG = LoggerFactory.getLogger(Videos.class);

  private static final JsonMapper JSON = new JsonMapper();

  /** For a look into the outbox, which may be a share that hangs. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private static final int THREADS = 4;

  /** Sent at the same time; each holds a file open. */
  private static final int MOST_SENDINGS = 200;

  private final JobBoard board;
  private final Installation installation;
  private final Looks looks;
  private final WorkerPool shelf;

  /** Each sending waits for one chunk at most, and closes its file when none is read. */
  private final WorkerPool disk = new WorkerPool("video", THREADS, MOST_SENDINGS);

  private int sendings;

  /**
   * @param shelf looks into the outbox
   */
  Videos(JobBoard board, Installation installation, Looks looks, WorkerPool shelf) {
    this.board = board;
    this.installation = installation;
    this.looks = looks;
    this.shelf = shelf;
  }

  /** Threads that look into the outbox and do nothing else. */
  static WorkerPool shelf() {
    return new WorkerPool("outbox", THREADS, 32);
  }

  @Override
  public void serveOn(Router router, Connections connections) {
    String path = "/api/jobs/:id/videos/:number";
    Reading.serve(router, path, connections);
    router
        .route(path)
        .handler(
            context ->
                looks
                    .read(context, () -> name(context))
                    .compose(name -> shelf.run(context, PATIENCE, () -> open(name)))
                    .onFailure(e -> Looks.refuse(context, e))
                    .onSuccess(video -> send(video, context)));
  }

  /** The files of a job, whether they are still there or not, as far as the outbox answers. */
  Future<ArrayNode> list(RoutingContext context, Job job) {
    List<String> names = files(job);
    if (names.isEmpty()) {
      return Future.succeededFuture(JSON.createArrayNode());
    }
    return shelf
        .run(context, PATIENCE, () -> lines(job, names, this::look))
        .otherwise(
            e -> {
              LOG.warn("the outbox was not looked into: {}", e.toString());
              return lines(job, names, line -> {});
            });
  }

  private static ArrayNode lines(Job job, List<String> names, Consumer<ObjectNode> look) {
    ArrayNode list = JSON.createArrayNode();
    for (int n = 1; n <= names.size(); n++) {
      ObjectNode line = list.addObject();
      line.put("number", n);
      line.put("name", names.get(n - 1));
      line.putNull("bytes");
      line.putNull("seconds");
      line.putNull("there");
      line.put("href", "/api/jobs/%s/videos/%d".formatted(job.id(), n));
      look.accept(line);
    }
    return list;
  }

  private void look(ObjectNode line) {
    try (VideoFile video = VideoFile.open(installation, line.path("name").textValue())) {
      line.put("bytes", video.bytes());
      line.put("seconds", video.seconds().orElse(null));
      line.put("there", true);
    } catch (BucketException e) {
      LOG.warn("the bucket was not asked for a video: {}", e.getMessage());
    } catch (IOException e) {
      line.put("there", false); // moved or deleted by its owner, who may
    }
  }

  private static List<String> files(Job job) {
    return job.state() == JobState.DELIVERED ? job.ending().outputs() : List.of();
  }

  /** Which file it is, in the ledger's words. */
  private String name(RoutingContext context) {
    List<String> names = files(JobApi.find(board, context));
    String number = Objects.requireNonNullElse(context.pathParam("number"), "");
    int n = number.matches("[1-9][0-9]{0,3}") ? Integer.parseInt(number) : 0;
    if (n < 1 || n > names.size()) {
      throw new RefusedException(404, "The job has no video of this number.");
    }
    return names.get(n - 1);
  }

  private VideoFile open(String name) {
    try {
      return VideoFile.open(installation, name);
    } catch (BucketException e) {
      LOG.warn("the video {} cannot be opened: {}", name, e.getMessage());
      throw new RefusedException(503, "The bucket does not answer now; ask again.");
    } catch (IOException e) {
      LOG.debug("the video {} cannot be opened: {}", name, e.toString());
      throw new RefusedException(404, "The video was delivered, and lies in the outbox no more.");
    }
  }

  private void send(VideoFile video, RoutingContext context) {
    HttpServerRequest request = context.request();
    Optional<Range> range =
        isOfThis(video, request.getHeader("If-Range"))
            ? Range.of(request.getHeader("Range"), video.bytes())
            : Optional.empty();
    Sending sending = new Sending(context, video, disk, () -> sendings--);
    sendings++;
    if (sendings > MOST_SENDINGS) {
      sending.refuse(new RefusedException(503, "So many videos are sent already; ask again."));
    } else if (range.isPresent() && range.get().isEmpty()) {
      context.response().putHeader("Content-Range", range.get().inFileOf(video.bytes()));
      sending.refuse(new RefusedException(416, "The video has %d bytes.".formatted(video.bytes())));
    } else {
      Range piece = range.orElse(new Range(0, video.bytes()));
      HttpServerResponse response = context.response();
      describe(video, context);
      range.ifPresent(asked -> response.putHeader("Content-Range", asked.inFileOf(video.bytes())));
      response.setStatusCode(range.isPresent() ? 206 : 200);
      response.putHeader(HttpHeaders.CONTENT_LENGTH, String.valueOf(piece.length()));
      sending.begin(request.method().equals(HttpMethod.HEAD) ? new Range(0, 0) : piece);
    }
  }

  private static void describe(VideoFile video, RoutingContext context) {
    HttpServerResponse response = context.response();
    response
        .putHeader(HttpHeaders.CONTENT_TYPE, "video/mp4")
        .putHeader("Accept-Ranges", "bytes")
        .putHeader(HttpHeaders.ETAG, video.tag());
    if ("1".equals(context.request().getParam("download"))) {
      response.putHeader("Content-Disposition", attachment(RelativeNames.name(video.name())));
    }
  }

  /** A piece of another file is of no use to who has the beginning of this one. */
  private static boolean isOfThis(VideoFile video, @Nullable String wanted) {
    return wanted == null || wanted.equals(video.tag());
  }

  private static String attachment(String name) {
    String plain = name.replaceAll("[^A-Za-z0-9 ._-]", "_");
    String whole = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    return "attachment; filename=\"%s\"; filename*=UTF-8''%s".formatted(plain, whole);
  }
}
