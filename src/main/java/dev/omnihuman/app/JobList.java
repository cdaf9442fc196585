package dev.omnihuman.app;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.omnihuman.desk.Gates;
import dev.omnihuman.desk.JobDocuments;
import dev.omnihuman.desk.Spoken;
import dev.omnihuman.job.ClosedGate;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import dev.omnihuman.ledger.ListedJob;
import dev.omnihuman.ledger.NodeLedger;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * A page of jobs, under a head that tells of the home as a whole.
 *
 * @param older whether there are jobs before these
 */
record JobList(FrontDesk desk, List<ListedJob> jobs, boolean older) {

  private static final String ROW = "%-26s  %-30s  %-10s  %6s  %8s  %-7s  %s";

  void print(PrintWriter out) {
    Instant now = desk.clock().instant();
    out.println(Spoken.printable("%s: %s".formatted(desk.home(), holder(desk))));
    out.println(counts(desk.ledger().countByState()));
    List<NodeLedger.Node> nodes = desk.ledger().nodeList();
    Map<String, Long> inHand = nodes.isEmpty() ? Map.of() : desk.ledger().jobsInHand();
    for (NodeLedger.Node node : nodes) {
      out.println(
          Spoken.printable(
              "node %s: works on %d, last sign of life at %s%s"
                  .formatted(
                      node.name(),
                      inHand.getOrDefault(node.name(), 0L),
                      node.beatAt(),
                      node.drainedAt() == null ? "" : ", drained since " + node.drainedAt())));
    }
    for (ClosedGate gate : desk.ledger().closedGates()) {
      out.println(Spoken.printable(Gates.line(gate, now)));
    }
    if (!jobs.isEmpty()) {
      out.println();
      out.println(ROW.formatted("ID", "NAME", "STATE", "AGE", "ATTEMPTS", "CHARGED", "WORDS"));
      jobs.forEach(job -> out.println(Spoken.printable(row(job, now)).stripTrailing()));
    }
    if (older) {
      out.printf("%nolder ones: --before %s%n", jobs.get(0).job().id());
    }
    out.flush();
  }

  static String holder(FrontDesk desk) {
    return HomeLock.livingHolder(desk.home())
        .map(holder -> holder + " works here")
        .orElse("nobody works here; nothing happens by itself until run or batch is started");
  }

  private static String counts(Map<JobState, Long> jobs) {
    return jobs.isEmpty() ? "no jobs" : states(jobs);
  }

  /** {@code 3 DELIVERED, 2 FAILED}. */
  static String states(Map<JobState, Long> jobs) {
    return jobs.entrySet().stream()
        .map(entry -> entry.getValue() + " " + entry.getKey())
        .collect(Collectors.joining(", "));
  }

  private static String row(ListedJob listed, Instant now) {
    Job job = listed.job();
    return ROW.formatted(
        job.id(),
        job.manifest().name(),
        job.state(),
        Spoken.age(Duration.between(listed.since(), now)),
        job.progress().attempt(),
        Spoken.charged(job.ending().chargedInAll()),
        Objects.requireNonNullElse(job.ending().words(), ""));
  }

  void printJson(PrintWriter out) {
    ObjectNode page = new JsonMapper().createObjectNode();
    page.put("home", desk.home().toString());
    page.put("holder", HomeLock.livingHolder(desk.home()).orElse(null));
    ObjectNode counts = page.putObject("counts");
    desk.ledger().countByState().forEach((state, count) -> counts.put(state.name(), count));
    page.set("gates", JobDocuments.gates(desk.ledger().closedGates(), desk.clock().instant()));
    page.set("nodes", JobDocuments.nodes(desk.ledger().nodeList(), desk.ledger().jobsInHand()));
    ArrayNode lines = page.putArray("jobs");
    jobs.forEach(job -> lines.add(JobDocuments.line(job)));
    page.put("before", older ? jobs.get(0).job().id() : null);
    out.println(page.toPrettyString());
    out.flush();
  }
}
