package dev.omnihuman.job;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The provider's name for a request; checked before it may enter a path. */
public final class RequestId {

  private static final Pattern VALID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,199}");

  private RequestId() {}

  public static boolean isValid(@Nullable String text) {
    return text != null && VALID.matcher(text).matches() && !text.contains("..");
  }
}
