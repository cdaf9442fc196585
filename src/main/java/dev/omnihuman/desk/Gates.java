package dev.omnihuman.desk;

import dev.omnihuman.job.ClosedGate;
import dev.omnihuman.job.Gate;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/** Shut gates, in words. */
public final class Gates {

  private Gates() {}

  /** One line: which, since when, why, and what opens it. */
  public static String line(ClosedGate gate, Instant now) {
    return "%s gate shut since %s: %s. %s"
        .formatted(
            gate.gate(), Spoken.at(gate.shutAt(), now), withoutStop(gate.cause()), next(gate, now));
  }

  /** When it may open, and what a person can do. */
  static String next(ClosedGate gate, Instant now) {
    Instant at = gate.trial().at();
    if (gate.trial().job() != null) {
      return "Job %s tries now. %s".formatted(gate.trial().job(), gate.gate().advice());
    }
    if (at == null) {
      return gate.gate().advice();
    }
    String when = at.isAfter(now) ? "at " + Spoken.at(at, now) : "as soon as a job is due";
    return switch (gate.gate().opening()) {
      case CLOCK -> "Opens %s. %s".formatted(when, gate.gate().advice());
      case PROBE -> "Asked again %s. %s".formatted(when, gate.gate().advice());
      default -> "Tried again %s. %s".formatted(when, gate.gate().advice());
    };
  }

  /** What became of a gate that was shut before {@code resume}. */
  static String after(ClosedGate before, List<ClosedGate> shut, Clock clock) {
    return shut.stream()
        .filter(gate -> gate.gate() == before.gate())
        .findFirst()
        .map(gate -> "%s gate stays shut: %s".formatted(gate.gate(), next(gate, clock.instant())))
        .orElseGet(() -> opened(before.gate()));
  }

  private static String opened(Gate gate) {
    return gate + " gate is open";
  }

  private static String withoutStop(String cause) {
    return cause.endsWith(".") ? cause.substring(0, cause.length() - 1) : cause;
  }
}
