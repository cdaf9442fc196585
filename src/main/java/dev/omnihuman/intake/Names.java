package dev.omnihuman.intake;

import dev.omnihuman.digest.Sha256;
import java.nio.charset.StandardCharsets;

/** Names for messages that bear none that could be a file's. */
public final class Names {

  private static final int HEX_DIGITS = 16;

  private Names() {}

  /** 16 hex digits that are the same for the same bytes, and for no others that will ever come. */
  public static String of(byte[] bytes) {
    return Sha256.hex(bytes).substring(0, HEX_DIGITS);
  }

  /** The same of a text. */
  public static String of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }
}
