package dev.omnihuman.ledger;

import dev.omnihuman.job.Job;
import dev.omnihuman.job.Manifest;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** What became of messages, in the ledger's table {@code message}. Works inside a transaction. */
final class MessageTable {

  private MessageTable() {}

  /** The jobs of those messages that were taken before, by the message's id. */
  static Map<String, Job> jobsOf(Handle handle, List<Manifest> manifests) {
    List<String> ids =
        manifests.stream().map(it -> it.origin().message()).filter(Objects::nonNull).toList();
    Map<String, Job> jobs = new HashMap<>();
    if (!ids.isEmpty()) {
      handle
          .createQuery(
              """
              SELECT job.*, message.id AS message_id
              FROM message JOIN job ON job.id = message.job_id WHERE message.id IN (<ids>)
              """)
          .bindList("ids", ids)
          .map(
              (row, context) ->
                  Map.entry(row.getString("message_id"), SqlJobReader.JOB.map(row, context)))
          .forEach(found -> jobs.put(found.getKey(), found.getValue()));
    }
    return jobs;
  }

  /**
   * Remembers what became of messages; files are left out. One that needs force made nothing: if it
   * is delivered again, whoever is to be told so is told again.
   */
  static void add(Handle handle, List<Acceptance> accepted, Instant now) {
    PreparedBatch inserts =
        handle.prepareBatch(
            "INSERT INTO message (id, job_id, received_at) VALUES (:id, :job, :now)");
    for (Acceptance acceptance : accepted) {
      String id = acceptance.manifest().origin().message();
      Job job = acceptance.job();
      if (id != null && job != null && !(acceptance instanceof Acceptance.NeedsForce)) {
        inserts.bind("id", id).bind("job", job.id()).bind("now", now.toEpochMilli()).add();
      }
    }
    inserts.execute();
  }
}
