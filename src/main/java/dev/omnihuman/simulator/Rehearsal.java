package dev.omnihuman.simulator;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Bad ends to order. An {@code image_url} whose last path segment starts with one of these words,
 * such as {@code https://example.com/simulate-failed.png}, is treated accordingly, each time.
 */
enum Rehearsal {
  FAILED("simulate-failed", Ending.FAILED, null),
  ERROR("simulate-error", Ending.ERROR, null),
  STUCK("simulate-stuck", Ending.NEVER, null),
  NO_BALANCE("simulate-no-balance", Ending.NEVER, Refusal.noBalance()),
  RATE_LIMIT("simulate-rate-limit", Ending.NEVER, Refusal.tooManyRequests(5)),
  SERVER_ERROR("simulate-server-error", Ending.NEVER, Refusal.serverError()),
  NONE("", Ending.COMPLETED, null);

  private final String trigger;
  private final Ending ending;
  private final @Nullable Refusal refusal;

  Rehearsal(String trigger, Ending ending, @Nullable Refusal refusal) {
    this.trigger = trigger;
    this.ending = ending;
    this.refusal = refusal;
  }

  /**
   * What the picture's URL asks for; {@link #NONE}, whose trigger starts every name, comes last.
   */
  static Rehearsal orderedBy(URI image) {
    String path = image.getPath();
    String name = path.substring(path.lastIndexOf('/') + 1);
    for (Rehearsal rehearsal : values()) {
      if (name.startsWith(rehearsal.trigger)) {
        return rehearsal;
      }
    }
    return NONE;
  }

  /** How the request ends if it is accepted. */
  Ending ending() {
    return ending;
  }

  /** What the submit is answered instead of 202; null accepts it. */
  @Nullable Refusal refusal() {
    return refusal;
  }
}
