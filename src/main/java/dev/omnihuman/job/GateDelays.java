package dev.omnihuman.job;

import java.time.Duration;
import java.util.List;

/**
 * How long a shut gate waits before its next trial.
 *
 * @param trialDelays the waits in turn; the last one repeats
 */
public record GateDelays(List<Duration> trialDelays) {

  private static final Backoff RATE =
      new Backoff(Duration.ofSeconds(5), Duration.ofMinutes(10), () -> 1.0);

  public GateDelays {
    trialDelays = List.copyOf(trialDelays);
    if (trialDelays.isEmpty()) {
      throw new IllegalArgumentException("at least one trial delay is needed");
    }
  }

  /**
   * @param trials how many trials found the gate still shut
   */
  public Duration beforeTrial(Gate gate, int trials) {
    return gate == Gate.RATE
        ? RATE.delay(trials)
        : trialDelays.get(Math.min(trials, trialDelays.size() - 1));
  }
}
