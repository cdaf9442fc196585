package dev.omnihuman.notices;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.omnihuman.desk.JobDocuments;
import dev.omnihuman.desk.NextStep;
import dev.omnihuman.desk.Spoken;
import dev.omnihuman.job.ClosedGate;
import dev.omnihuman.job.Job;
import dev.omnihuman.ledger.NoticeRules;
import dev.omnihuman.ledger.NoticeRules.JobNews;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The {@code data} of events, as {@code config/event.schema.json} describes it: field names in
 * snake case, instants in ISO 8601, never a link.
 */
public final class NoticeWording implements NoticeRules.Wording {

  private static final JsonMapper JSON = new JsonMapper();

  @Override
  public String ofJob(JobNews news) {
    Job job = news.job();
    ObjectNode data = JSON.createObjectNode();
    data.put("job", job.id());
    data.put("name", Plain.words(job.manifest().name()));
    data.put("manifest", Plain.words(job.manifest().file()));
    data.put("from", news.from() == null ? null : news.from().name());
    data.put("to", job.state().name());
    data.put("reason", job.ending().reason() == null ? null : job.ending().reason().name());
    data.put("words", Plain.words(news.why()));
    data.put("meaning", JobDocuments.meaning(job));
    data.put("next_step", Plain.words(new NextStep(List.of(), news.at()).of(job)));
    data.put("attempts", job.progress().attempt());
    data.put("charged", Spoken.charged(job.ending().chargedInAll()));
    data.put("request_id", Plain.words(job.remote().requestId()));
    ArrayNode outputs = data.putArray("outputs");
    job.ending().outputs().forEach(output -> outputs.add(Plain.words(output)));
    if (news.node() != null) {
      data.put("node", Plain.words(news.node()));
    }
    return data.toString();
  }

  @Override
  public String ofGate(ClosedGate gate, Instant at) {
    ObjectNode data = JSON.createObjectNode();
    data.put("gate", gate.gate().name());
    data.put("cause", Plain.words(gate.cause()));
    data.put("shut_at", gate.shutAt().toString());
    data.put("trial_at", text(gate.trial().at()));
    data.put("trials", gate.trial().done());
    data.put("advice", gate.gate().advice());
    data.put("needs_person", gate.gate().needsPerson());
    return data.toString();
  }

  private static @Nullable String text(@Nullable Instant instant) {
    return instant == null ? null : instant.toString();
  }
}
