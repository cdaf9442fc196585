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
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Who may look and act: whoever sits at this machine, and where a token is set whoever knows it.
 * Programs send it with each request; browsers send it once and get a cookie that no other site's
 * request carries. A page of another site gets at nothing, whether there is a token or not.
 */
public final class Access implements WebPart {

  private static final String API = "/api/";

  /** What tells nothing: the page without its numbers, and whether the program lives. */
  private static final List<String> OPEN = List.of("/assets/", "/health/", CallbackAddresses.PATH);

  private static final String SESSION = "/api/session";
  private static final String COOKIE = "omnihuman-session";
  private static final String BEARER = "Bearer ";
  private static final JsonMapper JSON = new JsonMapper();

  private final @Nullable AccessToken token;
  private final Sessions sessions;

  /**
   * @param token null: nobody from elsewhere can call, and nobody here is asked
   */
  public Access(@Nullable AccessToken token, Clock clock) {
    this.token = token;
    this.sessions = new Sessions(clock);
  }

  /** For what is seen without the token and tells more to those who have it. */
  boolean isKnown(RoutingContext context) {
    if (token == null) {
      return true;
    }
    String authorization = context.request().getHeader(HttpHeaders.AUTHORIZATION);
    Cookie cookie = context.request().getCookie(COOKIE);
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
    if (fromHere && (origin == null || isOurs(origin, request))) {
      context.next();
    } else {
      context.fail(403);
    }
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
      context.fail(401);
    }
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
    Cookie cookie = context.request().getCookie(COOKIE);
    if (cookie != null) {
      sessions.end(cookie.getValue());
    }
    context.response().addCookie(cookie("", context).setMaxAge(0)).setStatusCode(204).end();
  }

  private static Cookie cookie(String value, RoutingContext context) {
    String origin = context.request().getHeader(HttpHeaders.ORIGIN);
    return Cookie.cookie(COOKIE, value)
        .setPath("/")
        .setHttpOnly(true)
        .setSameSite(CookieSameSite.STRICT)
        // Only the browser knows whether a proxy before us speaks TLS.
        .setSecure(origin != null && origin.toLowerCase(Locale.ROOT).startsWith("https:"))
        .setMaxAge(Sessions.LONGEST.toSeconds());
  }
}
