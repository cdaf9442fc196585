package dev.omnihuman.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.omnihuman.desk.JobDocuments;
import dev.omnihuman.desk.Spoken;
import dev.omnihuman.job.FailureReason;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A report as one JSON object: the rows, and then what they add up to. */
final class JsonReport implements ReportWriter {

  private final JsonGenerator json;

  JsonReport(OutputStream out) throws IOException {
    JsonFactory factory = new JsonMapper().getFactory();
    json = factory.createGenerator(out);
    json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    json.setPrettyPrinter(new DefaultPrettyPrinter());
    json.writeStartObject();
    json.writeArrayFieldStart("jobs");
  }

  @Override
  public void row(ReportRow row) throws IOException {
    json.writeStartObject();
    json.writeStringField("manifest", row.manifest());
    text("name", row.name());
    text("id", row.id());
    json.writeStringField("state", row.state());
    text("reason", row.reason());
    text("words", row.words());
    json.writeNumberField("attempts", row.attempts());
    json.writeStringField("charged", Spoken.charged(row.charged()));
    text("request_id", row.requestId());
    time("accepted_at", row.times() == null ? null : row.times().acceptedAt());
    time("submitted_at", row.times() == null ? null : row.times().submittedAt());
    time("ready_at", row.times() == null ? null : row.times().readyAt());
    time("finished_at", row.times() == null ? null : row.times().finishedAt());
    number("seconds", row.seconds());
    json.writeArrayFieldStart("outputs");
    for (String output : row.outputs()) {
      json.writeString(output);
    }
    json.writeEndArray();
    number("cost", row.cost());
    text("currency", row.currency());
    text("earlier_job", row.earlier());
    json.writeEndObject();
  }

  @Override
  public void end(Totals totals, ReportHead head) throws IOException {
    json.writeEndArray();
    json.writeObjectFieldStart("totals");
    count("delivered", totals.jobs().delivered());
    count("failed", totals.jobs().failed());
    json.writeObjectFieldStart("failed_by_reason");
    for (Map.Entry<FailureReason, Long> entry : new TreeMap<>(totals.failedByReason()).entrySet()) {
      count(entry.getKey().name(), entry.getValue());
    }
    json.writeEndObject();
    count("abandoned", totals.jobs().abandoned());
    count("in_doubt", totals.jobs().inDoubt());
    count("not_finished", totals.jobs().notFinished());
    count("rejected", totals.dropped().rejected());
    count("duplicates", totals.dropped().duplicates());
    count("needs_force", totals.dropped().needsForce());
    number("seconds", totals.seconds());
    count("of_unknown_length", totals.unmeasured());
    count("charges", totals.bill().charges());
    count("perhaps_charges", totals.bill().perhaps());
    cost(totals.bill());
    json.writeEndObject();
    head(head);
    json.writeEndObject();
    json.writeRaw('\n');
    json.close();
  }

  private void cost(Bill bill) throws IOException {
    if (!bill.price().isSet()) {
      json.writeNullField("cost");
      return;
    }
    json.writeObjectFieldStart("cost");
    json.writeStringField("currency", bill.price().currency());
    number("per_second", bill.price().perSecond());
    number("per_video", bill.price().perVideo());
    number("sure", bill.sure());
    count("without_seconds", bill.unmeasured());
    number("perhaps_more", bill.perhapsMore());
    json.writeEndObject();
  }

  private void head(ReportHead head) throws IOException {
    json.writeStringField("home", head.home().toString());
    time("started_at", head.startedAt());
    time("ended_at", head.endedAt());
    json.writeStringField("end", head.outcome().end().name().toLowerCase(Locale.ROOT));
    json.writeFieldName("gate");
    if (head.outcome().gate() == null) {
      json.writeNull();
    } else {
      json.writeTree(JobDocuments.gates(List.of(head.outcome().gate()), head.endedAt()).get(0));
    }
    json.writeFieldName("exit_code");
    if (head.exitCode() == null) {
      json.writeNull();
    } else {
      json.writeNumber(head.exitCode());
    }
  }

  private void text(String name, @Nullable String value) throws IOException {
    json.writeFieldName(name);
    json.writeString(value);
  }

  private void time(String name, @Nullable Instant value) throws IOException {
    text(name, value == null ? null : value.toString());
  }

  private void count(String name, long value) throws IOException {
    json.writeNumberField(name, value);
  }

  /** The very digits, so that nobody's floating point gets in between. */
  private void number(String name, @Nullable BigDecimal value) throws IOException {
    json.writeFieldName(name);
    if (value == null) {
      json.writeNull();
    } else {
      json.writeNumber(Amounts.plain(value));
    }
  }
}
