package dev.omnihuman.web;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * How a POST with a JSON body comes in: what can be refused before the body is read is refused
 * then, and the body comes within a time and is not too large. No form of another page can send
 * such a request, since it is no simple one.
 */
final class JsonPosts {

  private static final int LARGEST_BODY = 64 * 1024;

  /** For a request to come whole. */
  private static final long LONGEST_REQUEST_MILLIS = 10_000;

  /** For the ledger; shorter than a caller's patience and the ledger's own. */
  static final Duration LONGEST_ANSWER = Duration.ofSeconds(5);

  private static final String TIMER = JsonPosts.class.getName() + ".timer";

  private JsonPosts() {}

  /**
   * @param check fails what can be refused before the body is read, or goes on
   * @param receive answers, with the whole body at hand
   */
  static void serve(
      Router router,
      String path,
      Connections connections,
      Handler<RoutingContext> check,
      Handler<RoutingContext> receive) {
    // Routes of their own, because in one route the body would have to be read first.
    router.route(path).handler(JsonPosts::comeInTime);
    router.route(path).handler(JsonPosts::checkMethod);
    router.route(path).handler(check);
    receive(() -> router.route(path), LARGEST_BODY, connections, receive);
  }

  /** The same at a path that somebody else serves for other methods. */
  static void serveBesideGet(
      Router router,
      String path,
      int largestBody,
      Connections connections,
      Handler<RoutingContext> receive) {
    router.post(path).handler(JsonPosts::comeInTime);
    receive(() -> router.post(path), largestBody, connections, receive);
  }

  private static void receive(
      Supplier<Route> route,
      int largestBody,
      Connections connections,
      Handler<RoutingContext> receive) {
    route.get().handler(JsonPosts::checkType);
    route.get().handler(BodyHandler.create(false).setBodyLimit(largestBody));
    route.get().handler(JsonPosts::hasCome);
    route.get().handler(connections::served);
    route.get().handler(receive);
  }

  private static void comeInTime(RoutingContext context) {
    context.addEndHandler(ended -> stopTimer(context));
    startTimer(context, LONGEST_REQUEST_MILLIS, 408);
    context.next();
  }

  private static void hasCome(RoutingContext context) {
    stopTimer(context);
    context.next();
  }

  /** From now on the request waits for so long; for whoever answers it by work that may hang. */
  static void answerInTime(RoutingContext context) {
    startTimer(context, LONGEST_ANSWER.toMillis(), 503);
  }

  /** Vert.x has a handler for times, but one of its runs from the beginning to the answer. */
  private static void startTimer(RoutingContext context, long millis, int status) {
    context.put(TIMER, context.vertx().setTimer(millis, late -> context.fail(status)));
  }

  private static void stopTimer(RoutingContext context) {
    Long timer = context.get(TIMER);
    context.vertx().cancelTimer(timer);
  }

  private static void checkMethod(RoutingContext context) {
    if (context.request().method().equals(HttpMethod.POST)) {
      context.next();
    } else {
      context.response().putHeader(HttpHeaders.ALLOW, "POST");
      context.fail(405);
    }
  }

  /** JSON, whatever is said of its characters, and not packed: a packed one may be a bomb. */
  private static void checkType(RoutingContext context) {
    String type = context.request().getHeader(HttpHeaders.CONTENT_TYPE);
    String packed = context.request().getHeader(HttpHeaders.CONTENT_ENCODING);
    boolean plainJson =
        type != null
            && type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals("application/json")
            && (packed == null || packed.equalsIgnoreCase("identity"));
    if (plainJson) {
      context.next();
    } else {
      context.fail(415);
    }
  }
}
