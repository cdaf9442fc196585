package dev.omnihuman.desk;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.omnihuman.job.Attempt;
import dev.omnihuman.job.ClosedGate;
import dev.omnihuman.job.Job;
import dev.omnihuman.ledger.JobEvent;
import dev.omnihuman.ledger.ListedJob;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Jobs as JSON, for programs: field names in snake case, instants in ISO 8601, never a link. */
public final class JobDocuments {

  private static final JsonMapper JSON = new JsonMapper();

  private JobDocuments() {}

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
    node.put("due_at", text(job.progress().dueAt()));
    node.put("expected_at", text(job.times().expectedAt()));
    ArrayNode outputs = node.putArray("outputs");
    job.ending().outputs().forEach(outputs::add);
    return node;
  }

  /** Everything of one job but its gates and its next step. */
  public static ObjectNode whole(ListedJob listed, List<Attempt> attempts, List<JobEvent> events) {
    Job job = listed.job();
    ObjectNode node = JSON.createObjectNode();
    node.set("job", line(listed));
    ObjectNode request = node.putObject("request");
    request.put("image_url", job.manifest().request().imageUrl());
    request.put("audio_url", job.manifest().request().audioUrl());
    request.put("resolution", job.manifest().request().resolution());
    ObjectNode times = node.putObject("times");
    times.put("accepted_at", job.times().acceptedAt().toString());
    times.put("submitted_at", text(job.times().submittedAt()));
    times.put("ready_at", text(job.times().readyAt()));
    times.put("finished_at", text(job.times().finishedAt()));
    ArrayNode tries = node.putArray("attempts");
    attempts.forEach(attempt -> add(attempt, tries.addObject()));
    ArrayNode news = node.putArray("events");
    events.forEach(event -> add(event, news.addObject()));
    return node;
  }

  private static void add(Attempt attempt, ObjectNode node) {
    Attempt.@Nullable Answer answer = attempt.answer();
    node.put("number", attempt.number());
    node.put("started_at", attempt.startedAt().toString());
    node.put("answered_at", answer == null ? null : answer.at().toString());
    node.put("outcome", answer == null ? null : answer.outcome().name());
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
  }

  public static ArrayNode gates(List<ClosedGate> shut) {
    ArrayNode gates = JSON.createArrayNode();
    for (ClosedGate gate : shut) {
      ObjectNode node = gates.addObject();
      node.put("gate", gate.gate().name());
      node.put("cause", gate.cause());
      node.put("shut_at", gate.shutAt().toString());
      node.put("trial_at", text(gate.trial().at()));
      node.put("trials", gate.trial().done());
      node.put("trial_job", gate.trial().job());
      node.put("advice", gate.gate().advice());
    }
    return gates;
  }

  private static @Nullable String text(@Nullable Instant instant) {
    return instant == null ? null : instant.toString();
  }
}
