package dev.omnihuman.testing;

import dev.omnihuman.job.GateDelays;
import dev.omnihuman.job.LookSchedule;
import dev.omnihuman.job.OutputTemplate;
import dev.omnihuman.job.SubmitRules;
import dev.omnihuman.job.SubmitRules.Caps;
import dev.omnihuman.job.SubmitRules.OnDoubt;
import dev.omnihuman.ledger.LedgerRules;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** Rules of a ledger for tests that care for a few of them. */
public final class TestRules {

  public static final Duration LEASE = Duration.ofMinutes(2);

  /** The defaults of the product. */
  public static final GateDelays GATES =
      new GateDelays(
          List.of(Duration.ofMinutes(5), Duration.ofMinutes(15), Duration.ofMinutes(60)),
          List.of(
              Duration.ofSeconds(30),
              Duration.ofMinutes(1),
              Duration.ofMinutes(2),
              Duration.ofMinutes(5)));

  /** The default interval, without chance. */
  public static final LookSchedule LOOKS =
      new LookSchedule(() -> Duration.ofSeconds(5), () -> Duration.ZERO, () -> 0.0);

  private TestRules() {}

  /** The defaults, with caps on the submits of an hour and of a day. */
  public static SubmitRules capped(int perHour, int perDay) {
    return submits(4, 3, new Caps(perHour, perDay));
  }

  /** The defaults, with another concurrency and another breaker. */
  public static SubmitRules submits(int concurrency, int breakerThreshold) {
    return submits(concurrency, breakerThreshold, Caps.NONE);
  }

  private static SubmitRules submits(int concurrency, int breakerThreshold, Caps caps) {
    return new SubmitRules(concurrency, breakerThreshold, OnDoubt.HOLD, false, caps);
  }

  /** The defaults, with another answer to doubt. */
  public static SubmitRules onDoubt(OnDoubt onDoubt) {
    return new SubmitRules(4, 3, onDoubt, false, Caps.NONE);
  }

  /** The defaults of the product, but for duplicates, which are jobs like any other. */
  public static LedgerRules on(Clock clock) {
    return on(clock, SubmitRules.DEFAULT);
  }

  public static LedgerRules on(Clock clock, SubmitRules submit) {
    return new LedgerRules(
        clock, LEASE, GATES, submit, Duration.ZERO, LOOKS, OutputTemplate.DEFAULT);
  }

  /** Videos are called as this template says. */
  public static LedgerRules naming(Clock clock, String template) {
    return new LedgerRules(
        clock,
        LEASE,
        GATES,
        SubmitRules.DEFAULT,
        Duration.ZERO,
        LOOKS,
        OutputTemplate.of(template));
  }

  /** The same content is not accepted twice within this time. */
  public static LedgerRules withDedupe(Clock clock, Duration window) {
    return new LedgerRules(
        clock, LEASE, GATES, SubmitRules.DEFAULT, window, LOOKS, OutputTemplate.DEFAULT);
  }
}
