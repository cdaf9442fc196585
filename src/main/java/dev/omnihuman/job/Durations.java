package dev.omnihuman.job;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * How long the gateway took for its latest videos of one resolution, from the submit's answer to
 * the end.
 *
 * @param latest the oldest first, at most {@link #MOST}
 */
public record Durations(List<Duration> latest) {

  /** So few that a change is learned within some dozens of videos, so many that one says little. */
  public static final int MOST = 50;

  public static final Durations NONE = new Durations(List.of());

  public Durations {
    latest = List.copyOf(latest.subList(Math.max(0, latest.size() - MOST), latest.size()));
  }

  public boolean isEmpty() {
    return latest.isEmpty();
  }

  public int count() {
    return latest.size();
  }

  /** With newer ones, which push out the oldest. */
  public Durations with(List<Duration> newer) {
    return new Durations(Stream.concat(latest.stream(), newer.stream()).toList());
  }

  /**
   * @param part which part of all is shorter, from 0 to 1
   * @throws IllegalStateException if there are none
   */
  public Duration quantile(double part) {
    if (isEmpty()) {
      throw new IllegalStateException("no duration is known yet");
    }
    List<Duration> sorted = latest.stream().sorted().toList();
    return sorted.get((int) Math.round(part * (sorted.size() - 1)));
  }
}
