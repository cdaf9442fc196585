package dev.omnihuman.desk;

import dev.omnihuman.job.ClosedGate;
import dev.omnihuman.job.Gate;
import dev.omnihuman.ledger.JobLedger;
import dev.omnihuman.ledger.NodeLedger;
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

  Receipt.Line drain(String node) {
    return ledger.nodes().drain(node, "drained by a person")
        ? Receipt.Line.done(
            "node %s is drained: it begins nothing more, and finishes what it has begun; the others go on"
                .formatted(node))
        : unknown(node);
  }

  Receipt.Line resume(String node) {
    return ledger.nodes().resume(node)
        ? Receipt.Line.done("node %s works again".formatted(node))
        : unknown(node);
  }

  private Receipt.Line unknown(String node) {
    List<String> names = ledger.nodes().all().stream().map(NodeLedger.Node::name).toList();
    return new Receipt.Line(
        false,
        "no node is called %s; %s"
            .formatted(
                node,
                names.isEmpty() ? "none is at work" : "at work are " + String.join(", ", names)));
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
