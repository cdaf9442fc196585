package dev.omnihuman.delivery;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.apache.hc.core5.http.HttpEntity;
import org.jspecify.annotations.Nullable;

/**
 * Tells a page for people, or an error in JSON, from the start of a video: proxies and hosts send
 * such things with status 200. The declared type alone proves nothing in either direction.
 */
final class Pages {

  /** How many bytes of a body must be seen. */
  static final int ENOUGH = 8;

  private Pages() {}

  /** Why a body is not worth storing; null if it may be a video. */
  static @Nullable String objection(@Nullable HttpEntity entity, byte[] start, int length) {
    if (length == 0) {
      return "what the media host sent is empty";
    }
    String text = new String(start, 0, Math.min(length, ENOUGH), StandardCharsets.ISO_8859_1);
    String declared =
        entity == null || entity.getContentType() == null
            ? ""
            : entity.getContentType().split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    boolean looksLikeText = text.strip().matches("(?s)(\u00ef\u00bb\u00bf)?[<{\\[].*");
    boolean saysText = declared.matches("text/.*|application/(.*\\+)?(json|xml)");
    return !text.startsWith("ftyp", 4) && (looksLikeText || saysText)
        ? "the media host sent a page%s, not a video"
            .formatted(declared.matches("[a-z0-9/.+-]{1,60}") ? " of " + declared : "")
        : null;
  }
}
