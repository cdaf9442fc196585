package dev.omnihuman.desk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.omnihuman.job.Attempt;
import dev.omnihuman.job.ClosedGate;
import dev.omnihuman.job.FailureReason;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import dev.omnihuman.ledger.JobEvent;
import dev.omnihuman.ledger.ListedJob;
import dev.omnihuman.ledger.NodeLedger.Node;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Jobs as JSON, for programs: field names in snake case, instants in ISO 8601, never a link. */
public final class JobDocuments {

  private static final JsonMapper JSON = new JsonMapper();

  private static final String NO_ANSWER = "No answer is stored yet.";

  /** One job in ten is faster, one in ten is slower. */
  private static final double FAST = 0.1;

  private static final double HALF = 0.5;
  private static final double SLOW = 0.9;

  private JobDocuments() {}

  /**
   * Those that share the ledger.
   *
   * @param inHand how many jobs each works on
   */
  public static ArrayNode nodes(List<Node> nodes, Map<String, Long> inHand) {
    ArrayNode documents = JSON.createArrayNode();
    for (Node one : nodes) {
      ObjectNode node = documents.addObject();
      node.put("name", one.name());
      node.put("started_at", one.startedAt().toString());
      node.put("beat_at", one.beatAt().toString());
      node.put("drained_at", text(one.drainedAt()));
      node.put("drained_for", one.cause());
      node.put("jobs", inHand.getOrDefault(one.name(), 0L));
    }
    return documents;
  }

  /** One line of a list. */
  public static ObjectNode line(ListedJob listed) {
    Job job = listed.job();
    ObjectNode node = JSON.createObjectNode();
    node.put("id", job.id());
    node.put("name", job.manifest().name());
    node.put("manifest", job.manifest().file());
    node.put("state", job.state().name());
    node.put("since", listed.since().toString());
    node.put("attempts", job.progress().attempt());
    node.put("charged", Spoken.charged(job.ending().chargedInAll()));
    node.put("reason", job.ending().reason() == null ? null : job.ending().reason().name());
    node.put("words", job.ending().words());
    node.put("request_id", job.remote().requestId());
    node.put("remote_status", job.remote().status());
    node.put("resolution", job.manifest().request().resolution());
    node.put("accepted_at", job.times().acceptedAt().toString());
    node.put("submitted_at", text(job.times().submittedAt()));
    node.put("finished_at", text(job.times().finishedAt()));
    node.put("due_at", text(job.progress().dueAt()));
    node.put("expected_at", text(job.times().expectedAt()));
    ArrayNode outputs = node.putArray("outputs");
    job.ending().outputs().forEach(outputs::add);
    return node;
  }

  /** Everything of one job. */
  public static ObjectNode whole(WholeJob whole, Instant now) {
    Job job = whole.job();
    ObjectNode node = JSON.createObjectNode();
    node.set("job", line(whole.listed()));
    FailureReason reason = job.ending().reason();
    node.put("meaning", meaning(job));
    node.put("advice", reason == null ? job.state().advice() : reason.advice());
    node.put("next", new NextStep(whole.gates(), now).of(job));
    node.put("charged_meaning", job.ending().chargedInAll().meaning());
    ObjectNode request = node.putObject("request");
    request.put("image_url", job.manifest().request().imageUrl());
    request.put("audio_url", job.manifest().request().audioUrl());
    request.put("resolution", job.manifest().request().resolution());
    ObjectNode times = node.putObject("times");
    times.put("accepted_at", job.times().acceptedAt().toString());
    times.put("submitted_at", text(job.times().submittedAt()));
    times.put("ready_at", text(job.times().readyAt()));
    times.put("finished_at", text(job.times().finishedAt()));
    node.set("progress", progress(whole));
    node.set("gates", gates(whole.gates(), now));
    ArrayNode tries = node.putArray("attempts");
    whole.attempts().forEach(attempt -> add(attempt, tries.addObject()));
    ArrayNode news = node.putArray("events");
    whole.events().forEach(event -> add(event, news.addObject()));
    node.set("timeline", timeline(whole.events()));
    ArrayNode acts = node.putArray("acts");
    whole.acts().forEach(act -> add(act, acts.addObject()));
    return node;
  }

  /** One sentence: what its state means; of a job that failed, what happened. */
  public static String meaning(Job job) {
    FailureReason reason = job.ending().reason();
    return reason == null ? job.state().meaning() : reason.meaning();
  }

  /** How far the gateway may be, as far as earlier jobs tell. */
  private static JsonNode progress(WholeJob whole) {
    Job job = whole.job();
    Instant started = job.times().submittedAt();
    if (job.state() != JobState.SUBMITTED || started == null || whole.pace().isEmpty()) {
      return JSON.nullNode();
    }
    Instant expected = job.times().expectedAt();
    ObjectNode node = JSON.createObjectNode();
    node.put("started_at", started.toString());
    node.put(
        "expected_at",
        text(expected == null ? started.plus(whole.pace().quantile(HALF)) : expected));
    node.put("low_at", started.plus(whole.pace().quantile(FAST)).toString());
    node.put("high_at", started.plus(whole.pace().quantile(SLOW)).toString());
    return node;
  }

  /** The states that it went through, without what was said of it in between. */
  private static ArrayNode timeline(List<JobEvent> events) {
    ArrayNode timeline = JSON.createArrayNode();
    List<JobEvent> changes = events.stream().filter(event -> event.from() != event.to()).toList();
    for (int i = 0; i < changes.size(); i++) {
      JobEvent change = changes.get(i);
      ObjectNode node = timeline.addObject();
      node.put("state", change.to().name());
      node.put("from", change.at().toString());
      node.put("until", i + 1 < changes.size() ? changes.get(i + 1).at().toString() : null);
      node.put("words", change.words());
      node.put("node", change.node());
    }
    return timeline;
  }

  private static void add(PossibleAct act, ObjectNode node) {
    node.put(
        "act",
        switch (act.order()) {
          case NAME_REQUEST, RESUBMIT_DOUBTFUL, ABANDON_DOUBTFUL -> "resolve";
          case ABANDON -> "abandon";
          default -> "retry";
        });
    node.put("label", act.label());
    node.put("costs", act.costs().toString());
    node.put("confirm", act.question());
    node.put("needs", act.order() == Act.NAME_REQUEST ? "request_id" : null);
    node.put("resubmit", act.order() == Act.RESUBMIT || act.order() == Act.RESUBMIT_DOUBTFUL);
    node.put("yes", act.price() != null);
    node.put("expects", act.expects() == null ? null : act.expects().toString());
  }

  private static void add(Attempt attempt, ObjectNode node) {
    Attempt.@Nullable Answer answer = attempt.answer();
    node.put("number", attempt.number());
    node.put("started_at", attempt.startedAt().toString());
    node.put("answered_at", answer == null ? null : answer.at().toString());
    node.put("outcome", answer == null ? null : answer.outcome().name());
    node.put("meaning", answer == null ? NO_ANSWER : answer.outcome().meaning());
    node.put("words", answer == null ? null : answer.words());
    node.put("request_id", attempt.result().requestId());
    node.put("remote_status", attempt.result().status());
    node.put("charged", Spoken.charged(attempt.result().charged()));
  }

  private static void add(JobEvent event, ObjectNode node) {
    node.put("seq", event.seq());
    node.put("at", event.at().toString());
    node.put("from", event.from() == null ? null : event.from().name());
    node.put("to", event.to().name());
    node.put("words", event.words());
    node.put("node", event.node());
  }

  public static ArrayNode gates(List<ClosedGate> shut, Instant now) {
    ArrayNode gates = JSON.createArrayNode();
    for (ClosedGate gate : shut) {
      ObjectNode node = gates.addObject();
      node.put("gate", gate.gate().name());
      node.put("cause", gate.cause());
      node.put("shut_at", gate.shutAt().toString());
      node.put("trial_at", text(gate.trial().at()));
      node.put("trials", gate.trial().done());
      node.put("trial_job", gate.trial().job());
      node.put("meaning", gate.gate().meaning());
      node.put("advice", gate.gate().advice());
      node.put("line", Gates.line(gate, now));
    }
    return gates;
  }

  private static @Nullable String text(@Nullable Instant instant) {
    return instant == null ? null : instant.toString();
  }
}
