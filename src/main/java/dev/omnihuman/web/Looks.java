package dev.omnihuman.web;

import com.fasterxml.jackson.databind.JsonNode;
import dev.omnihuman.ledger.LedgerAwayException;
import dev.omnihuman.ledger.LedgerException;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How people look into the ledger: by a few threads of its own and within a time, so that no number
 * of onlookers keeps a callback waiting.
 */
final class Looks {

  private static final Logger LOG = LoggerFactory.getLogger(Looks.class);

  /** The ledger answers one at a time. */
  private static final int THREADS = 4;

  private static final int PLACES = 256;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final WorkerPool workers = new WorkerPool("look", THREADS, PLACES);

  /** Makes the answer to a request, in a thread that may wait for the ledger. */
  interface Look {
    JsonNode at(RoutingContext context);
  }

  /** Begins to make the answer, in the port's own thread. */
  interface Begin {
    Future<JsonNode> at(RoutingContext context);
  }

  void serveJson(Router router, String path, Connections connections, Look look) {
    serveFuture(router, path, connections, context -> read(context, () -> look.at(context)));
  }

  void serveFuture(Router router, String path, Connections connections, Begin begin) {
    Reading.serve(router, path, connections);
    router
        .route(path)
        .handler(
            context ->
                begin
                    .at(context)
                    .onFailure(e -> refuse(context, e))
                    .onSuccess(document -> answer(context, document)));
  }

  private static void answer(RoutingContext context, JsonNode document) {
    byte[] text = document.toString().getBytes(StandardCharsets.UTF_8);
    Reading.answer(context, Reading.JSON, Buffer.buffer(text));
  }

  <T> Future<T> read(RoutingContext context, Callable<T> reading) {
    return workers.run(context, PATIENCE, reading);
  }

  /** What went wrong while it was looked is the request's answer. */
  static void refuse(RoutingContext context, Throwable e) {
    if (e instanceof LedgerAwayException) {
      context.fail(
          RefusedException.meanwhile(
              "The ledger's server is away. Nothing is submitted, and everything waits;"
                  + " ask again in a while."));
    } else if (e instanceof LedgerException) {
      LOG.warn("the page was not answered: {}", e.getMessage());
      context.fail(new RefusedException(503, "The ledger does not answer now; ask again."));
    } else if (e instanceof TimeoutException) {
      context.fail(new RefusedException(503, "There was no answer in time; ask again."));
    } else {
      context.fail(e);
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
