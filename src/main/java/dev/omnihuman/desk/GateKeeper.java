package dev.omnihuman.desk;

import dev.omnihuman.job.ClosedGate;
import dev.omnihuman.job.Gate;
import dev.omnihuman.ledger.JobLedger;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a person does to all submits at once. */
record GateKeeper(JobLedger ledger, Clock clock) {

  Receipt.Line pause(@Nullable String why) {
    Optional<ClosedGate> shut =
        ledger.closedGates().stream().filter(gate -> gate.gate() == Gate.PAUSE).findFirst();
    if (shut.isPresent()) {
      return Receipt.Line.done("paused already, since " + shut.get().shutAt());
    }
    ledger.shut(Gate.PAUSE, "paused by a person" + (why == null ? "" : ": " + why));
    return Receipt.Line.done(
        "paused: no job is submitted; what was submitted is followed and fetched");
  }

  List<Receipt.Line> resume() {
    List<ClosedGate> before = ledger.closedGates();
    ledger.tryGatesNow();
    List<ClosedGate> after = ledger.closedGates();
    return before.isEmpty()
        ? List.of(Receipt.Line.done("no gate was shut"))
        : before.stream().map(gate -> Receipt.Line.done(Gates.after(gate, after, clock))).toList();
  }
}
