package dev.omnihuman.web;

import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Locale;

/**
 * Only one spelling leads to an address. Routes are chosen by the normalised path; a rule that
 * looks at another spelling of it would judge another address than the one that is served.
 */
final class PlainPaths {

  /** A dot, a slash and a backslash in disguise, and the two that browsers rewrite. */
  private static final List<String> DISGUISED = List.of("//", "\\", "%2e", "%2f", "%5c");

  private PlainPaths() {}

  static void require(RoutingContext context) {
    if (isPlain(context)) {
      context.next();
    } else {
      context.fail(400);
    }
  }

  private static boolean isPlain(RoutingContext context) {
    String path = context.request().path();
    if (path == null || !path.startsWith("/")) {
      return false;
    }
    String lower = path.toLowerCase(Locale.ROOT);
    return DISGUISED.stream().noneMatch(lower::contains)
        && !(path + "/").contains("/../")
        && !(path + "/").contains("/./")
        && isNormal(path, context);
  }

  private static boolean isNormal(String path, RoutingContext context) {
    try {
      return path.equals(context.normalizedPath());
    } catch (IllegalArgumentException e) {
      return false; // what is escaped in it cannot be read
    }
  }
}
