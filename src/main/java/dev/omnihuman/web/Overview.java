package dev.omnihuman.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.omnihuman.desk.Attention;
import dev.omnihuman.desk.JobDocuments;
import dev.omnihuman.job.ClosedGate;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import dev.omnihuman.ledger.JobBoard;
import dev.omnihuman.ledger.NodeLedger.Node;
import dev.omnihuman.ledger.Totals;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** What stands at the head of the page, as JSON. */
final class Overview {

  private static final JsonMapper JSON = new JsonMapper();

  private final JobBoard board;
  private final Installation installation;
  private final Supplier<String> callbacks;
  private final Clock clock;

  Overview(JobBoard board, Installation installation, Supplier<String> callbacks, Clock clock) {
    this.board = board;
    this.installation = installation;
    this.callbacks = callbacks;
    this.clock = clock;
  }

  JsonNode read(RoutingContext context) {
    // First: what changes while we read makes another number.
    long revision = board.revision();
    Instant now = clock.instant();
    Totals totals = board.totals();
    List<ClosedGate> gates = board.closedGates();
    ObjectNode node = JSON.createObjectNode();
    node.put("version", installation.version());
    node.put("now", now.toString());
    node.put("started_at", installation.startedAt().toString());
    node.put("home", installation.folders().home().toString());
    node.put("inbox", installation.folders().inbox().toString());
    node.put("outbox", installation.outbox());
    node.put("simulated", installation.simulated());
    ObjectNode counts = node.putObject("counts");
    ArrayNode states = node.putArray("states");
    for (JobState state : JobState.values()) {
      counts.put(state.name(), totals.of(state));
      ObjectNode one = states.addObject();
      one.put("state", state.name());
      one.put("meaning", state.meaning());
      one.put("next", state.advice());
    }
    node.set("gates", JobDocuments.gates(gates, now));
    List<Node> nodes = board.nodeList();
    node.set("nodes", JobDocuments.nodes(nodes, nodes.isEmpty() ? Map.of() : board.jobsInHand()));
    ArrayNode attention = node.putArray("attention");
    for (Attention one : Attention.of(totals, gates, now)) {
      ObjectNode item = attention.addObject();
      item.put("kind", one.kind());
      item.put("words", one.words());
      item.put("count", one.count());
    }
    ObjectNode charged = node.putObject("charged");
    charged.put("last_hour", totals.charges().lastHour());
    charged.put("last_day", totals.charges().lastDay());
    charged.put("unclear_last_day", totals.charges().unclearLastDay());
    node.set("oldest_open", oldest(board.oldestOpen()));
    node.put("callbacks", callbacks.get());
    node.put("revision", revision);
    return node;
  }

  private static JsonNode oldest(Optional<Job> open) {
    return open.<JsonNode>map(
            job -> {
              ObjectNode node = JSON.createObjectNode();
              node.put("id", job.id());
              node.put("name", job.manifest().name());
              node.put("accepted_at", job.times().acceptedAt().toString());
              return node;
            })
        .orElseGet(JSON::nullNode);
  }
}
