package dev.omnihuman.simulator;

import org.jspecify.annotations.Nullable;

/** The resolutions on offer (provider, "Request Parameters"). */
enum Resolution {
  P480("480p"),
  P720("720p"),
  P1080("1080p");

  private final String label;

  Resolution(String label) {
    this.label = label;
  }

  /** As it is written in a request. */
  String label() {
    return label;
  }

  /** The resolution with this label; null if it is not on offer. */
  static @Nullable Resolution named(String label) {
    for (Resolution resolution : values()) {
      if (resolution.label.equals(label)) {
        return resolution;
      }
    }
    return null;
  }
}
