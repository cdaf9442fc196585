package dev.omnihuman.ledger;

import static dev.omnihuman.ledger.JobRow.instant;

import dev.omnihuman.job.Attempt;
import dev.omnihuman.job.Charged;
import dev.omnihuman.job.ClosedGate;
import dev.omnihuman.job.Durations;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import dev.omnihuman.job.SubmitOutcome;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** Reads the ledger's tables. */
class SqlJobReader implements JobReader {

  static final RowMapper<Job> JOB = new JobRow();

  /** By the index of open manifests, which holds no other jobs. */
  static final String OPEN_BY_STATE =
      """
      SELECT state, COUNT(*) AS jobs, MIN(accepted_at) AS oldest, MIN(due_at) AS due
      FROM job WHERE finished_at IS NULL GROUP BY state
      """;

  /** Two halves, each by an index of its own; no index serves both conditions at once. */
  static final String STANDING =
      """
      SELECT state, COUNT(*) AS jobs, MAX(expected_at) AS last_expected_at FROM (
        SELECT state, expected_at FROM job WHERE finished_at IS NULL
        UNION ALL
        SELECT state, expected_at FROM job WHERE finished_at >= :start) AS jobs
      GROUP BY state
      """;

  final LedgerDatabase database;
  private final Member member;

  /**
   * @param member whose manifests and gates are meant
   */
  SqlJobReader(LedgerDatabase database, Member member) {
    this.database = database;
    this.member = member;
  }

  @Override
  public Optional<Job> find(String id) {
    return database.read(handle -> find(handle, id));
  }

  static Optional<Job> find(Handle handle, String id) {
    return handle.createQuery("SELECT * FROM job WHERE id = :id").bind("id", id).map(JOB).findOne();
  }

  @Override
  public Optional<Job> findByManifest(String manifestFile) {
    return database.read(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT * FROM job WHERE manifest_file = :file AND site = :site
                    ORDER BY (finished_at IS NOT NULL), id DESC LIMIT 1
                    """)
                .bind("file", manifestFile)
                .bind("site", member.site())
                .map(JOB)
                .findOne());
  }

  @Override
  public Set<String> openManifests(List<String> manifestFiles) {
    if (manifestFiles.isEmpty()) {
      return Set.of();
    }
    return database.read(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT manifest_file FROM job
                    WHERE finished_at IS NULL AND site = :site AND manifest_file IN (<files>)
                    """)
                .bind("site", member.site())
                .bindList("files", manifestFiles)
                .mapTo(String.class)
                .set());
  }

  @Override
  public boolean knowsFolder(String folder) {
    return database.read(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT id FROM job
                    WHERE site = :site AND substr(manifest_file, 1, :length) = :folder LIMIT 1
                    """)
                .bind("site", member.site())
                .bind("length", folder.codePointCount(0, folder.length()))
                .bind("folder", folder)
                .mapTo(String.class)
                .findOne()
                .isPresent());
  }

  @Override
  public boolean knowsContent(String contentHash) {
    return database.read(
        handle ->
            handle
                .createQuery("SELECT id FROM job WHERE content_hash = :hash LIMIT 1")
                .bind("hash", contentHash)
                .mapTo(String.class)
                .findOne()
                .isPresent());
  }

  @Override
  public List<Attempt> attempts(String jobId) {
    return database.read(
        handle ->
            handle
                .createQuery("SELECT * FROM attempt WHERE job_id = :id ORDER BY number")
                .bind("id", jobId)
                .map(SqlJobReader::readAttempt)
                .list());
  }

  @Override
  public boolean isBegunBy(String jobId, int attempt, String intent) {
    return database.read(
        handle ->
            handle
                    .createQuery(
                        """
                        SELECT COUNT(*) FROM attempt
                        WHERE job_id = :id AND number = :number AND intent = :intent
                        """)
                    .bind("id", jobId)
                    .bind("number", attempt)
                    .bind("intent", intent)
                    .mapTo(Integer.class)
                    .one()
                > 0);
  }

  @Override
  public List<JobEvent> events(String jobId) {
    return database.read(
        handle ->
            handle
                .createQuery("SELECT * FROM job_event WHERE job_id = :id ORDER BY seq")
                .bind("id", jobId)
                .map(SqlJobReader::readEvent)
                .list());
  }

  @Override
  public List<ClosedGate> closedGates() {
    return database.read(handle -> GateTable.stored(handle, member.node()));
  }

  @Override
  public List<NodeLedger.Node> nodeList() {
    return database.read(SqlNodeLedger::all);
  }

  @Override
  public Map<String, Long> jobsInHand() {
    return database.read(
        handle ->
            handle
                // The condition on due_at is that of the index of open jobs.
                .createQuery(
                    """
                    SELECT lease_owner, COUNT(*) AS jobs FROM job
                    WHERE due_at IS NOT NULL AND lease_until IS NOT NULL AND lease_owner <> ''
                    GROUP BY lease_owner
                    """)
                .reduceRows(
                    new HashMap<String, Long>(),
                    (jobs, row) -> {
                      jobs.put(
                          row.getColumn("lease_owner", String.class),
                          row.getColumn("jobs", Long.class));
                      return jobs;
                    }));
  }

  @Override
  public Map<JobState, Long> countByState() {
    return database.read(SqlJobReader::countByState);
  }

  static Map<JobState, Long> countByState(Handle handle) {
    return handle
        // In two parts, because each is in an index of its own.
        .createQuery(
            """
            SELECT state, COUNT(*) AS jobs FROM job WHERE due_at IS NULL GROUP BY state
            UNION ALL
            SELECT state, COUNT(*) AS jobs FROM job WHERE due_at IS NOT NULL GROUP BY state
            """)
        .reduceRows(
            new EnumMap<>(JobState.class),
            (counts, row) -> {
              counts.merge(
                  JobState.valueOf(row.getColumn("state", String.class)),
                  row.getColumn("jobs", Long.class),
                  Long::sum);
              return counts;
            });
  }

  @Override
  public Map<JobState, OpenJobs> openByState() {
    return database.read(
        handle ->
            handle
                .createQuery(OPEN_BY_STATE)
                .map(
                    (row, context) ->
                        Map.entry(
                            JobState.valueOf(row.getString("state")),
                            new OpenJobs(
                                row.getLong("jobs"),
                                Instant.ofEpochMilli(row.getLong("oldest")),
                                instant(row, "due"))))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
  }

  @Override
  public List<Job> openOrEndedSince(Instant start, String afterId, int limit) {
    return database.read(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT * FROM job
                    WHERE (finished_at IS NULL OR finished_at >= :start) AND id > :after
                    ORDER BY id LIMIT :limit
                    """)
                .bind("start", start.toEpochMilli())
                .bind("after", afterId)
                .bind("limit", limit)
                .map(JOB)
                .list());
  }

  @Override
  public Standing standing(Instant start) {
    Map<JobState, Long> counts = new EnumMap<>(JobState.class);
    List<Instant> expected = new ArrayList<>();
    database.read(
        handle ->
            handle
                .createQuery(STANDING)
                .bind("start", start.toEpochMilli())
                .map(
                    (row, context) -> {
                      counts.put(JobState.valueOf(row.getString("state")), row.getLong("jobs"));
                      Instant last = instant(row, "last_expected_at");
                      if (last != null) {
                        expected.add(last);
                      }
                      return last == null;
                    })
                .list());
    return new Standing(counts, expected.stream().max(Comparator.naturalOrder()).orElse(null));
  }

  @Override
  public List<Job> inState(JobState state) {
    return database.read(
        handle ->
            handle
                .createQuery("SELECT * FROM job WHERE state = :state ORDER BY id")
                .bind("state", state.name())
                .map(JOB)
                .list());
  }

  @Override
  public List<Job> page(JobState state, String afterId, int limit) {
    return database.read(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT * FROM job WHERE state = :state AND id > :after
                    ORDER BY id LIMIT :limit
                    """)
                .bind("state", state.name())
                .bind("after", afterId)
                .bind("limit", limit)
                .map(JOB)
                .list());
  }

  @Override
  public List<ListedJob> latest(Set<JobState> states, String beforeId, int limit) {
    List<ListedJob> newestLast =
        new ArrayList<>(database.read(handle -> NewestJobs.of(handle, states, beforeId, limit)));
    Collections.reverse(newestLast);
    return newestLast;
  }

  @Override
  public List<Job> called(String text, int limit) {
    return database.read(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT * FROM job
                    WHERE manifest_file = :text OR name = :text
                      OR :length >= :shortest AND substr(id, 1, :length) = :id
                    ORDER BY id DESC LIMIT :limit
                    """)
                .bind("text", text)
                .bind("id", text.toLowerCase(Locale.ROOT))
                .bind("length", text.length())
                .bind("shortest", SHORTEST_ID)
                .bind("limit", limit)
                .map(JOB)
                .list());
  }

  @Override
  public int resubmitsAfterError(String jobId) {
    return database.read(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT COUNT(*) FROM attempt
                    WHERE job_id = :id AND remote_status = 'ERROR' AND started_at >= COALESCE(
                      (SELECT MAX(at) FROM job_event
                       WHERE job_id = :id AND from_state IN ('FAILED', 'ABANDONED')), 0)
                    """)
                .bind("id", jobId)
                .mapTo(Integer.class)
                .one());
  }

  @Override
  public int linkDeaths(String jobId) {
    return database.read(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT COUNT(*) FROM job_event
                    WHERE job_id = :id AND from_state = 'READY' AND to_state = 'SUBMITTED'
                      AND seq > COALESCE(
                        (SELECT MAX(seq) FROM job_event WHERE job_id = :id
                         AND (from_state IN ('FAILED', 'ABANDONED') OR to_state = 'SUBMITTING')), 0)
                    """)
                .bind("id", jobId)
                .mapTo(Integer.class)
                .one());
  }

  @Override
  public boolean wasFinished(String jobId) {
    return database.read(
        handle ->
            handle
                    .createQuery(
                        """
                    SELECT COUNT(*) FROM job_event WHERE job_id = :id
                      AND (to_state = 'READY' OR from_state IN ('FAILED', 'ABANDONED'))
                      AND seq > (SELECT MAX(seq) FROM job_event
                        WHERE job_id = :id AND to_state = 'SUBMITTING')
                    """)
                    .bind("id", jobId)
                    .mapTo(Integer.class)
                    .one()
                > 0);
  }

  @Override
  public Optional<Job> findByRequestId(String requestId) {
    return database.read(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT * FROM job WHERE request_id = :request
                      OR id IN (SELECT job_id FROM attempt WHERE request_id = :request)
                    ORDER BY id DESC LIMIT 1
                    """)
                .bind("request", requestId)
                .map(JOB)
                .findOne());
  }

  @Override
  public Durations durations(@Nullable String resolution) {
    return database.read(handle -> PaceTable.read(handle, resolution));
  }

  private static Attempt readAttempt(ResultSet row, StatementContext context) throws SQLException {
    Instant answeredAt = instant(row, "answered_at");
    Attempt.@Nullable Answer answer =
        answeredAt == null
            ? null
            : new Attempt.Answer(
                answeredAt,
                SubmitOutcome.valueOf(row.getString("outcome")),
                row.getString("words"),
                null);
    return new Attempt(
        row.getInt("number"),
        Instant.ofEpochMilli(row.getLong("started_at")),
        answer,
        new Attempt.Result(
            row.getString("request_id"),
            row.getString("remote_status"),
            Charged.valueOf(row.getString("charged"))));
  }

  private static JobEvent readEvent(ResultSet row, StatementContext context) throws SQLException {
    String from = row.getString("from_state");
    return new JobEvent(
        row.getInt("seq"),
        Instant.ofEpochMilli(row.getLong("at")),
        from == null ? null : JobState.valueOf(from),
        JobState.valueOf(row.getString("to_state")),
        row.getString("words"),
        row.getString("node"));
  }
}
