package dev.omnihuman.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** Looks through one stretch of the ledger for what a person may mean. */
final class JobSearch {

  /** So many jobs are looked at in about 20 ms. */
  static final int STRETCH = 5_000;

  /** Found by an index, wherever they are; enough to see that a prefix is too short. */
  private static final int MOST_KNOWN = 20;

  private static final String COLUMNS =
      "id, name, manifest_file, words, request_id, accepted_at, state";

  /** What is looked at of each job. */
  private record Row(
      String id,
      String name,
      String manifest,
      @Nullable String words,
      @Nullable String requestId,
      Instant acceptedAt) {

    static Row read(ResultSet row, StatementContext context) throws SQLException {
      return new Row(
          row.getString("id"),
          row.getString("name"),
          row.getString("manifest_file"),
          row.getString("words"),
          row.getString("request_id"),
          Instant.ofEpochMilli(row.getLong("accepted_at")));
    }
  }

  private final Handle handle;
  private final Wanted wanted;

  JobSearch(Handle handle, Wanted wanted) {
    this.handle = handle;
    this.wanted = wanted;
  }

  FoundJobs found() {
    List<Row> stretch =
        NewestJobs.rows(handle, COLUMNS, wanted.states(), wanted.beforeId(), STRETCH)
            .map(Row::read)
            .list();
    Set<String> known = knownByIndex();
    Set<String> found = new TreeSet<>();
    if (wanted.beforeId().isEmpty()) {
      found.addAll(known);
    }
    int most = wanted.limit() - found.size();
    int seen = 0;
    int added = 0;
    while (seen < stretch.size() && added < most) {
      Row row = stretch.get(seen);
      seen++;
      if (!known.contains(row.id()) && isMeant(row)) {
        found.add(row.id());
        added++;
      }
    }
    boolean all = seen == stretch.size() && stretch.size() < STRETCH;
    Row last = stretch.isEmpty() ? null : stretch.get(seen - 1);
    return new FoundJobs(
        NewestJobs.byId(handle, List.copyOf(found)),
        all || last == null ? null : last.id(),
        all || last == null ? null : last.acceptedAt());
  }

  private boolean isMeant(Row row) {
    return wanted.isMetBy(row.id(), row.requestId(), row.name(), row.manifest(), row.words());
  }

  /**
   * What the first search of several finds besides its stretch, and the others leave out. One place
   * is left for the stretch, so that every search goes on.
   */
  private Set<String> knownByIndex() {
    int most = Math.min(MOST_KNOWN, wanted.limit() - 1);
    List<String> known = new ArrayList<>();
    if (wanted.mayBeginAnId()) {
      String beginning = wanted.small();
      known.addAll(
          first(
              most,
              handle
                  .createQuery(known("id >= :text AND id < :end"))
                  .bind("text", beginning)
                  .bind("end", beginning + NewestJobs.LAST)));
    }
    known.addAll(
        first(
            most,
            handle
                .createQuery(
                    known(
                        """
                        id IN (SELECT id FROM job WHERE request_id = :text
                          UNION SELECT job_id FROM attempt WHERE request_id = :text)
                        """))
                .bind("text", wanted.text())));
    return new HashSet<>(known.subList(0, Math.min(most, known.size())));
  }

  private static String known(String condition) {
    return """
    SELECT id FROM job WHERE %s AND state IN (<states>) ORDER BY id DESC LIMIT :limit
    """
        .formatted(condition);
  }

  private List<String> first(int limit, Query query) {
    return query
        .bindList("states", wanted.states().stream().map(Enum::name).toList())
        .bind("limit", limit)
        .mapTo(String.class)
        .list();
  }
}
