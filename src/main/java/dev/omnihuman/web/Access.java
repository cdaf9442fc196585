package dev.omnihuman.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.omnihuman.gateway.CallbackAddresses;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who may look and act: whoever sits at this machine, and where a token is set whoever knows it.
 * Programs send it with each request; browsers send it once and get a cookie that no other site's
 * request carries. A page of another site gets at nothing, whether there is a token or not.
 */
public final class Access implements WebPart {

  private static final Logger LOG = LoggerFactory.getLogger(Access.class);

  private static final String API = "/api/";

  /** What tells nothing: the page without its numbers, and whether the program lives. */
  private static final List<String> OPEN = List.of("/assets/", "/health/", CallbackAddresses.PATH);

  private static final String SESSION = "/api/session";

  /**
   * With the port: a browser sends a cookie to all ports of a host, where others of ours may be.
   */
  private static final String COOKIE = "omnihuman-session-";

  private static final String BEARER = "Bearer ";
  private static final JsonMapper JSON = new JsonMapper();
  private static final int LONGEST_SHOWN = 100;
  private static final Duration BETWEEN_WARNINGS = Duration.ofMinutes(1);

  private final @Nullable AccessToken token;
  private final Sessions sessions;
  private final Clock clock;
  private Instant nextWarning = Instant.MIN;

  /**
   * @param token null: nobody from elsewhere can call, and nobody here is asked
   */
  public Access(@Nullable AccessToken token, Clock clock) {
    this.token = token;
    this.sessions = new Sessions(clock);
    this.clock = clock;
  }

  /** For what is seen without the token and tells more to those who have it. */
  boolean isKnown(RoutingContext context) {
    if (token == null) {
      return true;
    }
    String authorization = context.request().getHeader(HttpHeaders.AUTHORIZATION);
    Cookie cookie = context.request().getCookie(cookieName(context));
    return authorization != null
            && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
            && token.is(authorization.substring(BEARER.length()).strip())
        || cookie != null && sessions.isOpen(cookie.getValue());
  }

  /** Lets nobody past who does not know the token, unless there is nothing to be seen. */
  private void wantToken(RoutingContext context) {
    String path = String.valueOf(context.normalizedPath());
    if (path.equals("/") || OPEN.stream().anyMatch(path::startsWith) || isKnown(context)) {
      context.next();
    } else {
      if (context.request().headers().contains(HttpHeaders.AUTHORIZATION)) {
        warnOfWrongToken(context);
      }
      context.response().putHeader("WWW-Authenticate", "Bearer");
      context.fail(401);
    }
  }

  @Override
  public void serveOn(Router router, Connections connections) {
    router.route(API + "*").handler(Access::refuseOtherSites);
    router.delete(SESSION).handler(this::signOut);
    JsonPosts.serve(router, SESSION, connections, RoutingContext::next, this::signIn);
    router.route().handler(this::wantToken);
  }

  /**
   * Browsers say where a request comes from, and a page cannot make them say otherwise. What says
   * nothing is no browser, or one so old that the body's type alone keeps other pages from acting.
   */
  private static void refuseOtherSites(RoutingContext context) {
    HttpServerRequest request = context.request();
    String site = request.getHeader("Sec-Fetch-Site");
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    boolean fromHere = site == null || site.equals("same-origin") || site.equals("none");
    if (!fromHere) {
      context.fail(403);
    } else if (origin == null || isOurs(origin, request)) {
      context.next();
    } else {
      context.fail(
          new RefusedException(
              403,
              ("The page was called as %s, but Host says %s."
                      + " A proxy in between must pass Host as it came; another site may not ask.")
                  .formatted(shown(origin), shown(request.getHeader(HttpHeaders.HOST)))));
    }
  }

  /** So that it can be told to people, whoever wrote it. */
  private static String shown(@Nullable String address) {
    String plain = String.valueOf(address).replaceAll("[^A-Za-z0-9.:/\\[\\]_-]", "?");
    return plain.length() > LONGEST_SHOWN ? plain.substring(0, LONGEST_SHOWN) + "…" : plain;
  }

  private static boolean isOurs(String origin, HttpServerRequest request) {
    try {
      String authority = new URI(origin).getRawAuthority();
      String host = request.getHeader(HttpHeaders.HOST);
      return authority != null && host != null && authority.equalsIgnoreCase(host);
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private void signIn(RoutingContext context) {
    if (token == null) {
      context.fail(404);
      return;
    }
    String said = said(context);
    if (said == null) {
      context.fail(400);
    } else if (token.is(said)) {
      context.response().addCookie(cookie(sessions.begin(), context)).setStatusCode(204).end();
    } else {
      warnOfWrongToken(context);
      context.fail(401);
    }
  }

  /** Somebody may be guessing; he must not fill the log by it. */
  private synchronized void warnOfWrongToken(RoutingContext context) {
    Instant now = clock.instant();
    if (now.isBefore(nextWarning)) {
      return;
    }
    nextWarning = now.plus(BETWEEN_WARNINGS);
    SocketAddress from = context.request().remoteAddress();
    LOG.warn(
        "a wrong token came from {}; others that come within {} s are not told of",
        from == null ? "somewhere" : from.hostAddress(),
        BETWEEN_WARNINGS.toSeconds());
  }

  private static String cookieName(RoutingContext context) {
    SocketAddress local = context.request().localAddress();
    return COOKIE + (local == null ? 0 : local.port());
  }

  private static @Nullable String said(RoutingContext context) {
    try {
      JsonNode said = JSON.readTree(context.body().asString());
      JsonNode named = said == null ? MissingNode.getInstance() : said.path("token");
      return named.isTextual() ? named.textValue().strip() : null;
    } catch (JsonProcessingException e) {
      return null;
    }
  }

  private void signOut(RoutingContext context) {
    Cookie cookie = context.request().getCookie(cookieName(context));
    if (cookie != null) {
      sessions.end(cookie.getValue());
    }
    context.response().addCookie(cookie("", context).setMaxAge(0)).setStatusCode(204).end();
  }

  private static Cookie cookie(String value, RoutingContext context) {
    String origin = context.request().getHeader(HttpHeaders.ORIGIN);
    return Cookie.cookie(cookieName(context), value)
        .setPath("/")
        .setHttpOnly(true)
        .setSameSite(CookieSameSite.STRICT)
        // Only the browser knows whether a proxy before us speaks TLS.
        .setSecure(origin != null && origin.toLowerCase(Locale.ROOT).startsWith("https:"))
        .setMaxAge(Sessions.LONGEST.toSeconds());
  }
}
