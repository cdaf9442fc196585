package dev.omnihuman.web;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.omnihuman.delivery.PlayingTime;
import dev.omnihuman.folders.RelativeNames;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import dev.omnihuman.ledger.JobBoard;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finished videos, to be looked at in place. A path never comes from a request: it names a job and
 * a number, and the ledger knows which file of the outbox that is. No link is followed.
 */
final class Videos implements WebPart {

  private static final JsonMapper JSON = new JsonMapper();

  /** A file as it lies there. */
  private record Video(Path file, String name, long bytes, long changed) {

    static Video of(Path outbox, String name) throws IOException {
      Path file = RelativeNames.resolve(outbox, name);
      RelativeNames.requireRealFolders(outbox, name);
      BasicFileAttributes attributes =
          Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (!attributes.isRegularFile()) {
        throw new FileSystemException(file.toString(), null, "is no file");
      }
      return new Video(file, name, attributes.size(), attributes.lastModifiedTime().toMillis());
    }

    /** Changes when somebody puts another file in its place. */
    String tag() {
      return "\"%x-%x\"".formatted(bytes, changed);
    }
  }

  private final JobBoard board;
  private final Path outbox;
  private final Looks looks;

  Videos(JobBoard board, Path outbox, Looks looks) {
    this.board = board;
    this.outbox = outbox;
    this.looks = looks;
  }

  @Override
  public void serveOn(Router router, Connections connections) {
    String path = "/api/jobs/:id/videos/:number";
    Looks.serve(router, path, connections);
    router
        .route(path)
        .handler(
            context ->
                looks.read(context, () -> find(context)).onSuccess(video -> send(video, context)));
  }

  /** The files of a job, whether they are still there or not. */
  ArrayNode list(Job job) {
    ArrayNode list = JSON.createArrayNode();
    List<String> names = files(job);
    for (int n = 1; n <= names.size(); n++) {
      String name = names.get(n - 1);
      Optional<Video> video = look(name);
      ObjectNode node = list.addObject();
      node.put("number", n);
      node.put("name", name);
      node.put("bytes", video.map(Video::bytes).orElse(null));
      node.put("seconds", video.flatMap(Videos::seconds).orElse(null));
      node.put("there", video.isPresent());
      node.put("href", "/api/jobs/%s/videos/%d".formatted(job.id(), n));
    }
    return list;
  }

  private static List<String> files(Job job) {
    return job.state() == JobState.DELIVERED ? job.ending().outputs() : List.of();
  }

  private Optional<Video> look(String name) {
    try {
      return Optional.of(Video.of(outbox, name));
    } catch (IOException e) {
      return Optional.empty(); // moved or deleted by its owner, who may
    }
  }

  private static Optional<BigDecimal> seconds(Video video) {
    try {
      return PlayingTime.of(video.file());
    } catch (IOException e) {
      return Optional.empty(); // nobody knows, then; the file itself tells when it is played
    }
  }

  private Video find(RoutingContext context) {
    List<String> names = files(JobApi.find(board, context));
    String number = Objects.requireNonNullElse(context.pathParam("number"), "");
    int n = number.matches("[1-9][0-9]{0,3}") ? Integer.parseInt(number) : 0;
    if (n < 1 || n > names.size()) {
      throw new RefusedException(404, "The job has no video of this number.");
    }
    return look(names.get(n - 1))
        .orElseThrow(
            () ->
                new RefusedException(
                    404, "The video was delivered, and lies in the outbox no more."));
  }

  private static void send(Video video, RoutingContext context) {
    HttpServerRequest request = context.request();
    HttpServerResponse response = context.response();
    Optional<Range> range =
        isOfThis(video, request.getHeader("If-Range"))
            ? Range.of(request.getHeader("Range"), video.bytes())
            : Optional.empty();
    response
        .putHeader(HttpHeaders.CONTENT_TYPE, "video/mp4")
        .putHeader("Accept-Ranges", "bytes")
        .putHeader(HttpHeaders.ETAG, video.tag());
    if ("1".equals(request.getParam("download"))) {
      response.putHeader("Content-Disposition", attachment(RelativeNames.name(video.name())));
    }
    range.ifPresent(asked -> response.putHeader("Content-Range", asked.inFileOf(video.bytes())));
    if (range.isPresent() && range.get().isEmpty()) {
      context.fail(new RefusedException(416, "The video has %d bytes.".formatted(video.bytes())));
      return;
    }
    Range piece = range.orElse(new Range(0, video.bytes()));
    response.setStatusCode(range.isPresent() ? 206 : 200);
    if (request.method().equals(HttpMethod.HEAD)) {
      response.putHeader(HttpHeaders.CONTENT_LENGTH, String.valueOf(piece.length())).end();
      return;
    }
    response
        .sendFile(video.file().toString(), piece.from(), piece.length())
        .onFailure(context::fail);
  }

  /** A piece of another file is of no use to who has the beginning of this one. */
  private static boolean isOfThis(Video video, @Nullable String wanted) {
    return wanted == null || wanted.equals(video.tag());
  }

  private static String attachment(String name) {
    String plain = name.replaceAll("[^A-Za-z0-9 ._-]", "_");
    String whole = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    return "attachment; filename=\"%s\"; filename*=UTF-8''%s".formatted(plain, whole);
  }
}
