package dev.omnihuman.folders;

import java.util.Locale;
import java.util.Optional;

/**
 * What people who have only the share say by the name of a file in the inbox, in any case; {@code
 * .txt} too, because some systems hide endings.
 */
public enum Signal {
  /** No job is to be submitted. */
  PAUSE,
  /** Jobs are to be submitted again. */
  RESUME;

  /** Ours, beside the manifests in the inbox, while nothing is submitted by a person's will. */
  public static final String PAUSED_NOTE = "PAUSED.txt";

  public static Optional<Signal> of(String fileName) {
    String name = fileName.toUpperCase(Locale.ROOT);
    String bare = name.endsWith(".TXT") ? name.substring(0, name.length() - 4) : name;
    for (Signal signal : values()) {
      if (bare.equals(signal.name())) {
        return Optional.of(signal);
      }
    }
    return Optional.empty();
  }
}
