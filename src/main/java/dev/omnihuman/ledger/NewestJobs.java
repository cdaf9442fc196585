package dev.omnihuman.ledger;

import dev.omnihuman.job.JobState;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/**
 * Lists jobs by their ids, from the newest back. Each state is read from its own place in an index,
 * and the states are merged: so a rare state is found at once among a million of others, and a page
 * deep down costs as much as the first. Only the open jobs of a state are all looked at, if that
 * state is asked for.
 */
final class NewestJobs {

  /** Behind every id. */
  static final String LAST = "z".repeat(27);

  private NewestJobs() {}

  static List<ListedJob> of(Handle handle, Set<JobState> states, String beforeId, int limit) {
    return byId(handle, rows(handle, "id", states, beforeId, limit).mapTo(String.class).list());
  }

  /**
   * The rows of a page, the newest first.
   *
   * @param columns of the table {@code job}, {@code id} among them
   */
  static Query rows(
      Handle handle, String columns, Set<JobState> states, String beforeId, int limit) {
    String pages =
        states.containsAll(EnumSet.allOf(JobState.class))
            ? page(columns, "")
            : states.stream()
                .map(state -> page(columns, condition(state) + " AND "))
                .collect(Collectors.joining(" UNION ALL "));
    return handle
        .createQuery("%s ORDER BY id DESC LIMIT :limit".formatted(pages))
        .bind("before", beforeId.isEmpty() ? LAST : beforeId)
        .bind("limit", limit);
  }

  /** Of the jobs in a state; it names the part of the ledger whose index holds them. */
  static String condition(JobState state) {
    boolean rests = state.isTerminal() || state.isHeld();
    return "state = '%s' AND due_at IS %s".formatted(state.name(), rests ? "NULL" : "NOT NULL");
  }

  private static String page(String columns, String condition) {
    return "SELECT %1$s FROM (SELECT %1$s FROM job WHERE %2$sid < :before ORDER BY id DESC LIMIT :limit) AS page"
        .formatted(columns, condition);
  }

  /** These jobs, the newest first. */
  static List<ListedJob> byId(Handle handle, List<String> ids) {
    if (ids.isEmpty()) {
      return List.of();
    }
    return handle
        .createQuery(
            """
            SELECT job.*, (SELECT MAX(at) FROM job_event WHERE job_id = job.id) AS news_at
            FROM job WHERE id IN (<ids>)
            """)
        .bindList("ids", ids)
        .map(
            (row, context) ->
                new ListedJob(
                    SqlJobReader.JOB.map(row, context),
                    Instant.ofEpochMilli(row.getLong("news_at"))))
        .stream()
        .sorted(Comparator.comparing((ListedJob listed) -> listed.job().id()).reversed())
        .toList();
  }
}
