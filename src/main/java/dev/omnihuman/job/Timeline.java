package dev.omnihuman.job;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When a job reached its stations.
 *
 * @param expectedAt when the gateway is expected to have finished it; null unless it is at work,
 *     and while nobody can tell
 */
public record Timeline(
    Instant acceptedAt,
    @Nullable Instant submittedAt,
    @Nullable Instant readyAt,
    @Nullable Instant finishedAt,
    @Nullable Instant expectedAt) {

  public static Timeline from(Instant acceptedAt) {
    return new Timeline(acceptedAt, null, null, null, null);
  }

  Timeline submitted(Instant at, @Nullable Instant expected) {
    return new Timeline(acceptedAt, at, null, null, expected);
  }

  Timeline expected(@Nullable Instant at) {
    return new Timeline(acceptedAt, submittedAt, readyAt, finishedAt, at);
  }

  Timeline ready(Instant at) {
    return new Timeline(acceptedAt, submittedAt, at, null, null);
  }

  /** Not ready and not finished, or no longer. */
  Timeline underWay() {
    return new Timeline(acceptedAt, submittedAt, null, null, null);
  }

  Timeline finished(Instant at) {
    return new Timeline(acceptedAt, submittedAt, readyAt, at, null);
  }
}
