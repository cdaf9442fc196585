package dev.omnihuman.app;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.omnihuman.report.Outcome;
import dev.omnihuman.report.Totals;
import java.time.Instant;

/**
 * What others are told of the end of a batch: the numbers of its summary.
 *
 * @param start of the batch
 */
record BatchNotice(Totals totals, Outcome outcome, int exitCode, Instant start) {

  private static final JsonMapper JSON = new JsonMapper();

  /** The {@code data} of the event, as {@code config/event.schema.json} describes it. */
  String data(Instant end) {
    ObjectNode data = JSON.createObjectNode();
    data.put("started_at", start.toString());
    data.put("ended_at", end.toString());
    data.put("exit_code", exitCode);
    data.put("delivered", totals.jobs().delivered());
    data.put("failed", totals.jobs().failed());
    data.put("abandoned", totals.jobs().abandoned());
    data.put("in_doubt", totals.jobs().inDoubt());
    data.put("not_finished", totals.jobs().notFinished());
    data.put("rejected", totals.dropped().rejected());
    data.put("duplicates", totals.dropped().duplicates());
    data.put("needs_force", totals.dropped().needsForce());
    data.put("stopped_by", outcome.gate() == null ? null : outcome.gate().gate().name());
    return data.toString();
  }
}
