package dev.omnihuman.web;

import com.fasterxml.jackson.databind.JsonNode;
import dev.omnihuman.ledger.LedgerException;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How what can only be looked at is served: GET and HEAD. The ledger and the disk are read by a few
 * threads of their own, so that no number of onlookers keeps a callback waiting.
 */
final class Looks {

  private static final Logger LOG = LoggerFactory.getLogger(Looks.class);

  private static final String NAME = "onlookers";

  /** The ledger answers one at a time; a slow disk must not keep everybody from it. */
  private static final int THREADS = 4;

  private @Nullable WorkerExecutor workers;

  /** Makes the answer to a request. */
  interface Look {
    JsonNode at(RoutingContext context);
  }

  void serveJson(Router router, String path, Connections connections, Look look) {
    serve(router, path, connections);
    router
        .route(path)
        .handler(
            context ->
                read(context, () -> look.at(context))
                    .onSuccess(
                        document ->
                            answer(
                                context,
                                "application/json",
                                Buffer.buffer(
                                    document.toString().getBytes(StandardCharsets.UTF_8)))));
  }

  /** Refuses every other method. */
  static void serve(Router router, String path, Connections connections) {
    router.route(path).handler(Looks::checkMethod);
    router.route(path).handler(connections::served);
  }

  private static void checkMethod(RoutingContext context) {
    HttpMethod method = context.request().method();
    if (method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD)) {
      context.next();
    } else {
      context.response().putHeader(HttpHeaders.ALLOW, "GET, HEAD");
      context.fail(405);
    }
  }

  /** Reads on a thread that may wait; what is thrown is the request's answer. */
  <T> Future<T> read(RoutingContext context, Callable<T> reading) {
    WorkerExecutor threads = workers;
    if (threads == null) {
      threads = context.vertx().createSharedWorkerExecutor(NAME, THREADS);
      workers = threads;
    }
    return threads.executeBlocking(reading, false).onFailure(e -> refuse(context, e));
  }

  static void refuse(RoutingContext context, Throwable e) {
    if (e instanceof LedgerException) {
      LOG.warn("the page was not answered: {}", e.getMessage());
      context.fail(new RefusedException(503, "The ledger does not answer now; ask again."));
    } else {
      context.fail(e);
    }
  }

  static void answer(RoutingContext context, String type, Buffer body) {
    context.response().putHeader(HttpHeaders.CONTENT_TYPE, type);
    if (context.request().method().equals(HttpMethod.HEAD)) {
      context.response().putHeader(HttpHeaders.CONTENT_LENGTH, String.valueOf(body.length())).end();
    } else {
      context.response().end(body);
    }
  }

  /** The one value of a parameter of the query, or what stands for none. */
  static <T> T parameter(
      RoutingContext context, String name, T otherwise, Function<String, T> read) {
    List<String> values = context.queryParam(name);
    if (values.size() > 1) {
      throw RefusedException.bad("The parameter %s is there more than once.".formatted(name));
    }
    return values.isEmpty() ? otherwise : read.apply(values.get(0));
  }
}
