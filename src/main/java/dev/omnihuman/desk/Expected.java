package dev.omnihuman.desk;

import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a person was told that an act leads to: between the two lies the price of a video. */
public enum Expected {
  /** The gateway is asked about what it has; free. */
  ASK,
  /** A new submit. */
  SUBMIT;

  /** What leads to this job; null: neither. */
  static @Nullable Expected of(Job next) {
    if (next.state() == JobState.ACCEPTED) {
      return SUBMIT;
    }
    return next.state() == JobState.SUBMITTED ? ASK : null;
  }

  /** By its name in the API. */
  public static Optional<Expected> named(String name) {
    for (Expected each : values()) {
      if (each.toString().equals(name)) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }

  /** Its name in the API. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
