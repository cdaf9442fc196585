package dev.omnihuman.simulator;

import org.jspecify.annotations.Nullable;

/** How an accepted request ends. The names of the first three are the gateway's own status. */
enum Ending {
  COMPLETED(null),
  FAILED("Simulated failure: no face was found in the image."),
  ERROR("Simulated system error: the model did not answer. You were not charged."),
  NEVER(null);

  private final @Nullable String error;

  Ending(@Nullable String error) {
    this.error = error;
  }

  /** What the status answer says about it once it has come; null where nothing went wrong. */
  @Nullable String error() {
    return error;
  }

  /** "System error — not charged" (provider, "Status Values"); all else costs money. */
  boolean isCharged() {
    return this != ERROR;
  }
}
