package dev.omnihuman.web;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.f4b6a3.ulid.UlidCreator;
import dev.omnihuman.intake.Message;
import dev.omnihuman.intake.MessageIntake;
import dev.omnihuman.intake.Names;
import dev.omnihuman.intake.Problem;
import dev.omnihuman.intake.ProblemDocuments;
import dev.omnihuman.intake.Taken;
import dev.omnihuman.job.Job;
import dev.omnihuman.ledger.Acceptance;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Jobs that come by {@code POST /api/jobs}: the body is a manifest. */
public final class JobPosts implements WebPart {

  private static final JsonMapper JSON = new JsonMapper();

  private static final String PATH = "/api/jobs";
  private static final int LARGEST_MANIFEST = 256 * 1024;

  /** The IETF's draft wants a string in quotes; many send it bare. */
  private static final Pattern KEY = Pattern.compile("\"([ !#-\\[\\]-~]{1,255})\"|([!#-~]{1,255})");

  private static final String KEY_HEADER = "Idempotency-Key";

  /** Seconds; a drained node is stopped soon, as a rule, and comes back as a newer one. */
  private static final String RETRY_AFTER = "30";

  private final MessageIntake intake;
  private final BooleanSupplier drained;

  /** Those that come together share a commit. */
  private final WorkerPool workers = new WorkerPool("job", 16, 256);

  /**
   * @param drained whether this node shall begin nothing more
   */
  public JobPosts(MessageIntake intake, BooleanSupplier drained) {
    this.intake = intake;
    this.drained = drained;
  }

  @Override
  public void serveOn(Router router, Connections connections) {
    JsonPosts.serveBesideGet(router, PATH, LARGEST_MANIFEST, connections, this::take);
  }

  private void take(RoutingContext context) {
    if (drained.getAsBoolean()) {
      context.response().putHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER);
      throw RefusedException.meanwhile(
          "This node is drained and takes no jobs. Nothing was done;"
              + " send it to another node, or again in a while.");
    }
    String key = key(context.request().headers().getAll(KEY_HEADER));
    byte[] text =
        context.body().buffer() == null ? new byte[0] : context.body().buffer().getBytes();
    // Without a key of the sender's, each is a request of its own.
    String id = "http:" + (key == null ? UlidCreator.getUlid() : "key:" + key);
    Message message = new Message(id, "http-" + Names.of(id), text);
    workers
        .run(context, JsonPosts.LONGEST_ANSWER, () -> intake.take(message))
        .onSuccess(taken -> answer(context, taken))
        .onFailure(
            e -> {
              if (e instanceof TimeoutException) {
                context.fail(504);
              } else {
                Looks.refuse(context, e);
              }
            });
  }

  private static @Nullable String key(List<String> headers) {
    if (headers.isEmpty()) {
      return null;
    }
    Matcher key = KEY.matcher(headers.get(0).strip());
    if (headers.size() > 1 || !key.matches()) {
      throw RefusedException.bad(
          KEY_HEADER + " may have 1 to 255 visible characters, and be there once.");
    }
    return key.group(1) == null ? key.group(2) : key.group(1);
  }

  private static void answer(RoutingContext context, Taken taken) {
    Acceptance acceptance = taken.acceptance();
    if (acceptance == null) {
      refuse(context, 400, "not accepted", taken);
    } else if (taken.isRefused()) {
      refuse(context, 409, "refused", taken);
    } else if (acceptance instanceof Acceptance.NewJob fresh) {
      answer(context, 201, "accepted", fresh.job());
    } else if (acceptance instanceof Acceptance.Seen seen) {
      boolean same = seen.manifest().contentHash().equals(seen.job().manifest().contentHash());
      if (same) {
        answer(context, 200, "known", seen.job());
      } else {
        context.fail(
            new RefusedException(
                422,
                KEY_HEADER + " came before with another job: each job wants a key of its own."));
      }
    } else if (acceptance instanceof Acceptance.Duplicate duplicate) {
      answer(context, 200, "duplicate", duplicate.earlier());
    } else {
      answer(context, 200, "reopened", acceptance.job());
    }
  }

  private static void answer(
      RoutingContext context, int status, String outcome, @Nullable Job job) {
    ObjectNode node = JSON.createObjectNode();
    node.put("outcome", outcome);
    if (job != null) {
      node.put("job", job.id());
      node.put("state", job.state().name());
      context.response().putHeader(HttpHeaders.LOCATION, PATH + "/" + job.id());
    }
    context.response().setStatusCode(status);
    Reading.answer(context, Reading.JSON, Buffer.buffer(node.toString()));
  }

  private static void refuse(RoutingContext context, int status, String error, Taken taken) {
    ObjectNode node = JSON.createObjectNode();
    node.put("error", error);
    node.put(
        "words", taken.problems().stream().map(Problem::message).collect(Collectors.joining("\n")));
    ArrayNode problems = node.putArray("problems");
    for (Problem problem : taken.problems()) {
      ProblemDocuments.add(problems, problem);
    }
    context.response().setStatusCode(status);
    Reading.answer(context, Reading.JSON, Buffer.buffer(node.toString()));
  }
}
