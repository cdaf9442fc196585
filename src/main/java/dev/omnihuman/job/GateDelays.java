package dev.omnihuman.job;

import java.time.Duration;
import java.util.List;

/**
 * How long a shut gate waits before its next trial.
 *
 * @param trialDelays the waits in turn; the last one repeats
 * @param breakerDelays the same behind doubtful answers
 */
public record GateDelays(List<Duration> trialDelays, List<Duration> breakerDelays) {

  private static final Backoff RATE =
      new Backoff(Duration.ofSeconds(5), Duration.ofMinutes(10), () -> 1.0);

  public GateDelays {
    trialDelays = List.copyOf(trialDelays);
    breakerDelays = List.copyOf(breakerDelays);
    if (trialDelays.isEmpty() || breakerDelays.isEmpty()) {
      throw new IllegalArgumentException("at least one delay is needed");
    }
  }

  /**
   * @param trials how many trials found the gate still shut
   */
  public Duration beforeTrial(Gate gate, int trials) {
    return switch (gate) {
      case RATE -> RATE.delay(trials);
      case OUTAGE -> nth(breakerDelays, trials);
      default -> nth(trialDelays, trials);
    };
  }

  /** A list's n-th delay, counted from 0; the last one repeats. */
  public static Duration nth(List<Duration> delays, int n) {
    return delays.get(Math.min(n, delays.size() - 1));
  }
}
