package dev.omnihuman.ledger;

import static dev.omnihuman.ledger.JobRow.instant;

import dev.omnihuman.job.Job;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The nodes in the ledger's table {@code node}, and what becomes of a dead one's leases. */
final class SqlNodeLedger implements NodeLedger {

  /** The time of a server that is shared, as the rows have it. */
  static final String SERVER_MILLIS =
      "CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)";

  private static final Logger LOG = LoggerFactory.getLogger(NodeLedger.class);

  private final LedgerDatabase database;
  private final LedgerRules rules;
  private final Runnable changed;
  private final BiFunction<List<Job>, String, List<Job>> interrupted;

  /** The jobs of broken steps, and the latest version that a step knew of each. */
  private final Map<String, Long> broken = new ConcurrentHashMap<>();

  /**
   * @param changed is told when jobs have become due
   * @param interrupted puts submits under way in doubt, for a reason
   */
  SqlNodeLedger(
      LedgerDatabase database,
      LedgerRules rules,
      Runnable changed,
      BiFunction<List<Job>, String, List<Job>> interrupted) {
    this.database = database;
    this.rules = rules;
    this.changed = changed;
    this.interrupted = interrupted;
  }

  private String me() {
    return rules.member().node();
  }

  @Override
  public List<Job> join(String home, Duration lease) {
    database.write(
        handle -> {
          find(handle, me())
              .filter(other -> !other.home().equals(home))
              .filter(other -> other.beatAt().isAfter(rules.clock().instant().minus(lease)))
              .ifPresent(other -> refuse(other));
          enter(handle, home);
          free(handle, me());
          return null;
        });
    changed.run();
    return interrupted.apply(submitting(me()), "the program stopped before an answer was stored");
  }

  private void refuse(Node other) {
    throw new LedgerException(
        "a node called %s works from another home, and gave a sign of life at %s; give this one another name"
            .formatted(me(), other.beatAt()),
        null);
  }

  private void enter(Handle handle, String home) {
    handle
        .createUpdate(
            """
            INSERT INTO node (name, home, site, started_at, beat_at)
            VALUES (:name, :home, :site, :now, :now)
            ON CONFLICT (name) DO UPDATE SET home = excluded.home, site = excluded.site,
              started_at = excluded.started_at, beat_at = excluded.beat_at
            """)
        .bind("name", me())
        .bind("home", home)
        .bind("site", rules.member().site())
        .bind("now", rules.clock().instant().toEpochMilli())
        .execute();
  }

  /** What was asked just before may be asked again at once; who asked has no use for the answer. */
  private void free(Handle handle, String node) {
    handle
        .createUpdate(
            """
            UPDATE job SET version = version + 1, lease_until = NULL, lease_owner = NULL,
              due_at = :now
            WHERE finished_at IS NULL AND lease_owner = :node AND state <> 'SUBMITTING'
            """)
        .bind("now", rules.clock().instant().toEpochMilli())
        .bind("node", node)
        .execute();
  }

  private List<Job> submitting(String node) {
    return database.read(
        handle ->
            handle
                .createQuery(
                    "SELECT * FROM job WHERE state = 'SUBMITTING' AND lease_owner = :node ORDER BY id")
                .bind("node", node)
                .map(SqlJobReader.JOB)
                .list());
  }

  @Override
  public boolean beat(String home) {
    return database.write(
        handle -> {
          int known =
              handle
                  .createUpdate("UPDATE node SET beat_at = :now WHERE name = :name")
                  .bind("now", rules.clock().instant().toEpochMilli())
                  .bind("name", me())
                  .execute();
          if (known == 0) {
            enter(handle, home);
          }
          return known > 0;
        });
  }

  @Override
  public List<Job> takeOverFromDead(List<Node> all, Duration lease) {
    List<Job> inDoubt = new ArrayList<>();
    for (Node node : all) {
      Instant alive = rules.clock().instant().minus(lease);
      if (node.beatAt().isBefore(alive) && takeOver(node, alive)) {
        LOG.warn(
            "node {} gave no sign of life since {}; its work goes on elsewhere",
            node.name(),
            node.beatAt());
        changed.run();
        inDoubt.addAll(
            interrupted.apply(
                submitting(node.name()),
                "node %s died before an answer was stored".formatted(node.name())));
      }
    }
    return inDoubt;
  }

  /** Of several that find it dead, one takes over. */
  private boolean takeOver(Node node, Instant alive) {
    return database.write(
        handle -> {
          boolean ours =
              handle
                      .createUpdate("DELETE FROM node WHERE name = :name AND beat_at < :alive")
                      .bind("name", node.name())
                      .bind("alive", alive.toEpochMilli())
                      .execute()
                  > 0;
          if (ours) {
            free(handle, node.name());
          }
          return ours;
        });
  }

  @Override
  public void broken(Job job) {
    // A file's ledger does not go away and come back.
    if (database.isShared()) {
      broken.merge(job.id(), job.progress().version(), Math::max);
    }
  }

  @Override
  public int freeBroken() {
    if (broken.isEmpty()) {
      return 0;
    }
    Map<String, Long> lost = Map.copyOf(broken);
    int freed = database.write(handle -> free(handle, lost));
    lost.forEach(broken::remove);
    if (freed > 0) {
      LOG.info("{} jobs go on whose step was broken off while the ledger was away", freed);
      changed.run();
    }
    return freed;
  }

  /** What was stored after all, and what another node has by now, has another version. */
  private int free(Handle handle, Map<String, Long> jobs) {
    PreparedBatch updates =
        handle.prepareBatch(
            """
            UPDATE job SET version = version + 1, lease_until = NULL, lease_owner = NULL,
              due_at = :now
            WHERE id = :id AND version = :version AND lease_owner = :node AND lease_until IS NOT NULL
              AND finished_at IS NULL AND state <> 'SUBMITTING'
            """);
    long now = rules.clock().instant().toEpochMilli();
    jobs.forEach(
        (id, version) ->
            updates
                .bind("now", now)
                .bind("id", id)
                .bind("version", version)
                .bind("node", me())
                .add());
    return Arrays.stream(updates.execute()).sum();
  }

  @Override
  public void leave() {
    database.write(
        handle -> {
          free(handle, me());
          return handle.execute("DELETE FROM node WHERE name = ?", me());
        });
  }

  @Override
  public List<Node> all() {
    return database.read(SqlNodeLedger::all);
  }

  static List<Node> all(Handle handle) {
    return handle.createQuery("SELECT * FROM node ORDER BY name").map(SqlNodeLedger::read).list();
  }

  private static Optional<Node> find(Handle handle, String name) {
    return handle
        .createQuery("SELECT * FROM node WHERE name = :name")
        .bind("name", name)
        .map(SqlNodeLedger::read)
        .findOne();
  }

  private static Node read(ResultSet row, StatementContext context) throws SQLException {
    return new Node(
        row.getString("name"),
        row.getString("home"),
        row.getString("site"),
        Instant.ofEpochMilli(row.getLong("started_at")),
        Instant.ofEpochMilli(row.getLong("beat_at")),
        instant(row, "drained_at"),
        row.getString("cause"));
  }

  @Override
  public boolean drain(String name, String cause) {
    return change(
        name,
        "UPDATE node SET drained_at = COALESCE(drained_at, :now), cause = :cause WHERE name = :name",
        cause);
  }

  @Override
  public boolean resume(String name) {
    return change(
        name, "UPDATE node SET drained_at = NULL, cause = :cause WHERE name = :name", null);
  }

  private boolean change(String name, String update, @Nullable String cause) {
    return database.write(
        handle ->
            handle
                    .createUpdate(update)
                    .bind("now", rules.clock().instant().toEpochMilli())
                    .bind("cause", cause)
                    .bind("name", name)
                    .execute()
                > 0);
  }

  @Override
  public Optional<Instant> now() {
    return database.isShared()
        ? Optional.of(
            database.read(
                handle ->
                    handle
                        .createQuery("SELECT " + SERVER_MILLIS)
                        .mapTo(Long.class)
                        .map(Instant::ofEpochMilli)
                        .one()))
        : Optional.empty();
  }
}
