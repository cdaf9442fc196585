package dev.omnihuman.web;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.f4b6a3.ulid.UlidCreator;
import dev.omnihuman.desk.Act;
import dev.omnihuman.desk.Desk;
import dev.omnihuman.desk.Order;
import dev.omnihuman.desk.Receipt;
import dev.omnihuman.ledger.JobBoard;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What people do to jobs from the page; the desk decides, as it does for the commands. */
final class Acts implements WebPart {

  private static final JsonMapper JSON = new JsonMapper();

  private static final int LONGEST_CAUSE = 200;

  /** The desk does one after the other. */
  private final WorkerPool onJobs = new WorkerPool("act", 1, 64);

  /** Nobody who wants to pause waits until a folder answers that an act on a job hangs at. */
  private final WorkerPool onGates = new WorkerPool("gate", 1, 64);

  private final Desk desk;
  private final JobBoard board;
  private final Clock clock;

  /**
   * @param clock the wall clock, for the time of an order
   */
  Acts(Desk desk, JobBoard board, Clock clock) {
    this.desk = desk;
    this.board = board;
    this.clock = clock;
  }

  /** What becomes of a body. */
  private interface Wish {
    Order order(RoutingContext context, ActBody body);
  }

  @Override
  public void serveOn(Router router, Connections connections) {
    serve(router, "/api/jobs/:id/retry", connections, this::retry);
    serve(router, "/api/jobs/:id/resolve", connections, this::resolve);
    serve(
        router,
        "/api/jobs/:id/abandon",
        connections,
        (context, body) -> onJob(context, body, Act.ABANDON, null, Set.of("yes")));
    serve(router, "/api/pause", connections, (context, body) -> pause(body));
    serve(
        router,
        "/api/resume",
        connections,
        (context, body) -> {
          body.requireOnly(Set.of());
          return order(Act.RESUME, null);
        });
  }

  private void serve(Router router, String path, Connections connections, Wish wish) {
    JsonPosts.serve(
        router,
        path,
        connections,
        RoutingContext::next,
        context -> {
          Order order = wish.order(context, ActBody.read(context.body().buffer()));
          WorkerPool worker = order.targets().isEmpty() ? onGates : onJobs;
          worker
              .run(context, JsonPosts.LONGEST_ANSWER, () -> execute(order))
              .onSuccess(done -> answer(context, done))
              .onFailure(e -> refuse(context, e));
        });
  }

  /** What hangs may be done yet, so nobody is told that it was not. */
  private static void refuse(RoutingContext context, Throwable e) {
    if (e instanceof TimeoutException) {
      context.fail(504);
    } else {
      Looks.refuse(context, e);
    }
  }

  private Order retry(RoutingContext context, ActBody body) {
    Act act = body.flag("resubmit") ? Act.RESUBMIT : Act.RETRY;
    Order order = onJob(context, body, act, null, Set.of("yes", "resubmit", "expects"));
    if (order.expects() == null) {
      throw RefusedException.bad(
          "expects is wanted, as the act in the job's acts says it: ask or submit.");
    }
    return order;
  }

  private Order resolve(RoutingContext context, ActBody body) {
    String requestId = body.text("request_id");
    if (body.flag("resubmit") == (requestId != null)) {
      throw RefusedException.bad(
          "A doubt is resolved by request_id, or by \"resubmit\": true, and not by both.");
    }
    Act act = requestId == null ? Act.RESUBMIT_DOUBTFUL : Act.NAME_REQUEST;
    return onJob(context, body, act, requestId, Set.of("yes", "resubmit", "request_id", "expects"));
  }

  private Order onJob(
      RoutingContext context, ActBody body, Act act, @Nullable String words, Set<String> fields) {
    Order.Target target = body.target(String.valueOf(context.pathParam("id")));
    body.requireOnly(ActBody.withTarget(fields));
    return new Order(newId(), now(), act, words, body.flag("yes"), List.of(target), body.expects());
  }

  private Order pause(ActBody body) {
    body.requireOnly(Set.of("words"));
    String why = body.text("words");
    if (why != null && why.codePointCount(0, why.length()) > LONGEST_CAUSE) {
      throw RefusedException.bad("words may have %d characters.".formatted(LONGEST_CAUSE));
    }
    return order(Act.PAUSE, why == null || why.isBlank() ? null : why.strip());
  }

  private Order order(Act act, @Nullable String words) {
    return new Order(newId(), now(), act, words, false, List.of());
  }

  private static String newId() {
    return UlidCreator.getMonotonicUlid().toString().toLowerCase(Locale.ROOT);
  }

  private String now() {
    return clock.instant().toString();
  }

  private Receipt execute(Order order) {
    for (Order.Target target : order.targets()) {
      if (!JobApi.isId(target.job()) || board.find(target.job()).isEmpty()) {
        throw new RefusedException(404, "There is no job with this id.");
      }
    }
    return desk.execute(order);
  }

  private static void answer(RoutingContext context, Receipt receipt) {
    String words =
        receipt.lines().stream().map(Receipt.Line::words).collect(Collectors.joining("\n"));
    if (receipt.lines().stream().anyMatch(Receipt.Line::unknown)) {
      context.fail(new RefusedException(504, words));
      return;
    }
    if (!receipt.lines().stream().allMatch(Receipt.Line::done)) {
      context.fail(new RefusedException(409, words));
      return;
    }
    ObjectNode node = JSON.createObjectNode();
    node.put("done", true);
    node.put("words", words);
    Reading.answer(context, Reading.JSON, Buffer.buffer(node.toString()));
  }
}
