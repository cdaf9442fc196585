package dev.omnihuman.web;

import dev.omnihuman.gateway.Callback;
import dev.omnihuman.gateway.CallbackAddresses;
import dev.omnihuman.gateway.CallbackWatch;
import dev.omnihuman.ledger.CallbackLedger;
import dev.omnihuman.ledger.CallbackLedger.Hint;
import dev.omnihuman.ledger.LedgerException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes callbacks: {@code POST /callbacks/TOKEN}. A callback is a hint: it is stored, answered with
 * 200, and then the gateway is asked. Doubled, late and forged ones cost one question at most.
 *
 * @see <a href="https://www.pixazo.ai/models/omnihuman">provider, "Callback Payload" and "Delivery
 *     semantics"</a>
 */
public final class CallbackReceiver {

  private static final Logger LOG = LoggerFactory.getLogger(CallbackReceiver.class);

  private static final int LARGEST_BODY = 64 * 1024;

  /** For a request to come whole. */
  private static final long LONGEST_REQUEST_MILLIS = 10_000;

  /** For the ledger; shorter than the caller's patience and the ledger's own. */
  private static final long LONGEST_STORE_MILLIS = 5_000;

  private static final String TIMER = CallbackReceiver.class.getName() + ".timer";

  private final CallbackLedger ledger;
  private final CallbackWatch watch;

  public CallbackReceiver(CallbackLedger ledger, CallbackWatch watch) {
    this.ledger = ledger;
    this.watch = watch;
  }

  void serveOn(Router router, Connections connections) {
    String path = CallbackAddresses.PATH + "*";
    // Routes of their own, because in one route the body would have to be read first.
    router.route(path).handler(context -> within(context, LONGEST_REQUEST_MILLIS, 408));
    router.route(path).handler(CallbackReceiver::check);
    router.route(path).handler(BodyHandler.create(false).setBodyLimit(LARGEST_BODY));
    router.route(path).handler(connections::served);
    router.route(path).handler(context -> within(context, LONGEST_STORE_MILLIS, 503));
    router.route(path).handler(this::receive);
  }

  /**
   * Starts the time for the next part of a request, in place of that for the one before. Vert.x has
   * a handler for times, but one of its runs until the answer.
   */
  private static void within(RoutingContext context, long millis, int status) {
    Long before = context.get(TIMER);
    if (before == null) {
      context.addEndHandler(ended -> stopTimer(context));
    } else {
      stopTimer(context);
    }
    context.put(TIMER, context.vertx().setTimer(millis, late -> context.fail(status)));
    context.next();
  }

  private static void stopTimer(RoutingContext context) {
    Long timer = context.get(TIMER);
    context.vertx().cancelTimer(timer);
  }

  /** What can be refused before the body is read. */
  private static void check(RoutingContext context) {
    if (!context.request().method().equals(HttpMethod.POST)) {
      context.response().putHeader(HttpHeaders.ALLOW, "POST");
      context.fail(405);
    } else if (tokenHash(context) == null) {
      context.fail(404);
    } else if (!isPlainJson(context)) {
      context.fail(415);
    } else {
      context.next();
    }
  }

  private static @Nullable String tokenHash(RoutingContext context) {
    String path = context.request().path();
    return path != null && path.startsWith(CallbackAddresses.PATH)
        ? CallbackAddresses.hash(path.substring(CallbackAddresses.PATH.length()))
        : null;
  }

  /** JSON, whatever is said of its characters, and not packed: a packed one may be a bomb. */
  private static boolean isPlainJson(RoutingContext context) {
    String type = context.request().getHeader(HttpHeaders.CONTENT_TYPE);
    String packed = context.request().getHeader(HttpHeaders.CONTENT_ENCODING);
    return type != null
        && type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals("application/json")
        && (packed == null || packed.equalsIgnoreCase("identity"));
  }

  private void receive(RoutingContext context) {
    String tokenHash = tokenHash(context);
    Buffer body = context.body().buffer();
    Callback callback = body == null ? null : Callback.read(body.getBytes()).orElse(null);
    if (tokenHash == null || callback == null) {
      context.fail(400);
      return;
    }
    context
        .vertx()
        .executeBlocking(() -> ledger.hint(tokenHash, callback.requestId()), false)
        .onSuccess(hint -> answer(context, hint))
        .onFailure(e -> refuse(context, e));
  }

  private void answer(RoutingContext context, Hint hint) {
    if (hint != Hint.UNKNOWN_TOKEN) {
      watch.heard();
    }
    if (context.response().ended()) {
      LOG.debug("a callback was stored after its answer had gone out");
    } else if (hint == Hint.UNKNOWN_TOKEN) {
      context.fail(404);
    } else {
      context.response().setStatusCode(200).end();
    }
  }

  private static void refuse(RoutingContext context, Throwable e) {
    if (e instanceof LedgerException) {
      LOG.warn("a callback could not be stored: {}", e.getMessage());
      context.fail(503);
    } else {
      context.fail(e);
    }
  }
}
