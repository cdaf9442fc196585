package dev.omnihuman.web;

import dev.omnihuman.gateway.Callback;
import dev.omnihuman.gateway.CallbackAddresses;
import dev.omnihuman.gateway.CallbackWatch;
import dev.omnihuman.ledger.CallbackLedger;
import dev.omnihuman.ledger.CallbackLedger.Hint;
import dev.omnihuman.ledger.LedgerAwayException;
import dev.omnihuman.ledger.LedgerException;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
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
public final class CallbackReceiver implements WebPart {

  private static final Logger LOG = LoggerFactory.getLogger(CallbackReceiver.class);

  private final CallbackLedger ledger;
  private final CallbackWatch watch;

  public CallbackReceiver(CallbackLedger ledger, CallbackWatch watch) {
    this.ledger = ledger;
    this.watch = watch;
  }

  @Override
  public void serveOn(Router router, Connections connections) {
    JsonPosts.serve(
        router,
        CallbackAddresses.PATH + "*",
        connections,
        CallbackReceiver::checkToken,
        this::receive);
  }

  private static void checkToken(RoutingContext context) {
    if (tokenHash(context) == null) {
      context.fail(404);
    } else {
      context.next();
    }
  }

  private static @Nullable String tokenHash(RoutingContext context) {
    String path = context.normalizedPath();
    return path != null && path.startsWith(CallbackAddresses.PATH)
        ? CallbackAddresses.hash(path.substring(CallbackAddresses.PATH.length()))
        : null;
  }

  private void receive(RoutingContext context) {
    JsonPosts.answerInTime(context);
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
    if (e instanceof LedgerAwayException) {
      LOG.debug("a callback could not be stored: {}", e.getMessage()); // it is told elsewhere
      context.fail(503);
    } else if (e instanceof LedgerException) {
      LOG.warn("a callback could not be stored: {}", e.getMessage());
      context.fail(503);
    } else {
      context.fail(e);
    }
  }
}
