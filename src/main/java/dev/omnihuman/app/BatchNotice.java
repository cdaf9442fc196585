package dev.omnihuman.app;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import java.time.Instant;

/**
 * What others are told of the end of a batch: the numbers of its summary.
 *
 * @param start of the batch
 */
record BatchNotice(Summary summary, Instant start) {

  private static final JsonMapper JSON = new JsonMapper();

  /** The {@code data} of the event, as {@code config/event.schema.json} describes it. */
  String data(Instant end) {
    ObjectNode data = JSON.createObjectNode();
    data.put("started_at", start.toString());
    data.put("ended_at", end.toString());
    data.put("exit_code", summary.exitCode());
    data.put("delivered", count(JobState.DELIVERED));
    data.put("failed", count(JobState.FAILED));
    data.put("abandoned", count(JobState.ABANDONED));
    data.put("in_doubt", summary.held().size());
    data.put("not_finished", summary.waiting());
    data.put("rejected", summary.dropped().rejected());
    data.put("duplicates", summary.dropped().duplicates());
    data.put("need_force", summary.dropped().refusals());
    data.put("stopped_by", summary.shut().map(gate -> gate.gate().name()).orElse(null));
    return data.toString();
  }

  private long count(JobState state) {
    return summary.finished().stream().map(Job::state).filter(state::equals).count();
  }
}
