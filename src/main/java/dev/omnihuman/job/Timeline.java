package dev.omnihuman.job;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** When a job reached its stations. */
public record Timeline(
    Instant acceptedAt,
    @Nullable Instant submittedAt,
    @Nullable Instant readyAt,
    @Nullable Instant finishedAt) {

  public static Timeline from(Instant acceptedAt) {
    return new Timeline(acceptedAt, null, null, null);
  }

  Timeline submitted(Instant at) {
    return new Timeline(acceptedAt, at, null, null);
  }

  Timeline ready(Instant at) {
    return new Timeline(acceptedAt, submittedAt, at, null);
  }

  /** Not ready and not finished, or no longer. */
  Timeline underWay() {
    return new Timeline(acceptedAt, submittedAt, null, null);
  }

  Timeline finished(Instant at) {
    return new Timeline(acceptedAt, submittedAt, readyAt, at);
  }
}
