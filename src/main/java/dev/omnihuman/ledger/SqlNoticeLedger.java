package dev.omnihuman.ledger;

import com.github.f4b6a3.ulid.UlidCreator;
import dev.omnihuman.job.Topic;
import dev.omnihuman.job.Transport;
import dev.omnihuman.ledger.GroupCommit.Pending;
import dev.omnihuman.ledger.Notice.Claim;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** What others are still to be told, in the ledger's table {@code notice}. */
final class SqlNoticeLedger implements NoticeLedger, AutoCloseable {

  private static final String GIVEN_UP = "given-up";

  /** Due, and the earliest of its subject: what happened later waits for it. */
  private static final String DUE =
      """
      SELECT subject, seq FROM notice
      WHERE receiver = :receiver AND due_at <= :now AND NOT EXISTS (
        SELECT 1 FROM notice AS earlier
        WHERE earlier.receiver = notice.receiver AND earlier.subject = notice.subject
          AND earlier.seq < notice.seq)
      ORDER BY due_at, subject, seq LIMIT :limit
      """;

  /** What became of sending a notice. */
  private enum End {
    TAKEN,
    LATER,
    GIVEN_UP
  }

  /**
   * @param next when it is sent again, if it is
   */
  private record Settled(Notice notice, End end, @Nullable Instant next) {}

  private final LedgerDatabase database;
  private final LedgerRules rules;
  private final GroupCommit<Settled, End> settlements = new GroupCommit<>(this::commit);

  SqlNoticeLedger(LedgerDatabase database, LedgerRules rules) {
    this.database = database;
    this.rules = rules;
  }

  @Override
  public String source() {
    return database.write(
        handle ->
            handle
                .createQuery(
                    """
                    INSERT INTO notice_source (id, name) VALUES (1, :fresh)
                    ON CONFLICT (id) DO UPDATE SET name = notice_source.name RETURNING name
                    """)
                .bind("fresh", UlidCreator.getUlid().toString().toLowerCase(Locale.ROOT))
                .mapTo(String.class)
                .one());
  }

  @Override
  public void tell(Topic topic, String subject, String content) {
    if (rules.notices().wants(topic)) {
      Instant now = rules.clock().instant();
      database.write(
          handle -> {
            for (Transport receiver : rules.notices().receivers()) {
              NoticeTable.add(
                  handle, new Notice(receiver, topic, subject, 1, now, content, new Claim(0, now)));
            }
            return null;
          });
    }
  }

  @Override
  public List<Notice> claim(Transport receiver, int limit) {
    Instant now = rules.clock().instant();
    // Looks before it writes, so that an idle ledger is only read.
    if (limit <= 0 || database.read(handle -> isNoneDue(handle, receiver, now))) {
      return List.of();
    }
    return database.write(handle -> claim(handle, receiver, now, limit));
  }

  private static boolean isNoneDue(Handle handle, Transport receiver, Instant now) {
    return handle
        .createQuery(DUE)
        .bind("receiver", receiver.word())
        .bind("now", now.toEpochMilli())
        .bind("limit", 1)
        .mapToMap()
        .findFirst()
        .isEmpty();
  }

  private List<Notice> claim(Handle handle, Transport receiver, Instant now, int limit) {
    // The outer look at due_at keeps two nodes from claiming the same row, on any database.
    return handle
        .createQuery(
            """
            WITH due AS MATERIALIZED (<due>)
            UPDATE notice SET due_at = :until
            WHERE receiver = :receiver AND due_at <= :now
              AND (subject, seq) IN (SELECT subject, seq FROM due)
            RETURNING subject, seq, topic, at, content, due_at, tries
            """)
        .define("due", DUE)
        .bind("receiver", receiver.word())
        .bind("until", now.plus(rules.lease()).toEpochMilli())
        .bind("now", now.toEpochMilli())
        .bind("limit", limit)
        .map((row, context) -> read(row, receiver))
        .stream()
        .sorted(Comparator.comparing(Notice::at).thenComparing(Notice::subject))
        .toList();
  }

  private static Notice read(ResultSet row, Transport receiver) throws SQLException {
    return new Notice(
        receiver,
        Topic.valueOf(row.getString("topic")),
        row.getString("subject"),
        row.getLong("seq"),
        Instant.ofEpochMilli(row.getLong("at")),
        row.getString("content"),
        new Claim(row.getInt("tries"), Instant.ofEpochMilli(row.getLong("due_at"))));
  }

  @Override
  public void taken(Notice notice) {
    settlements.store(new Settled(notice, End.TAKEN, null));
  }

  @Override
  public void later(Notice notice, Instant at) {
    settlements.store(new Settled(notice, End.LATER, at));
  }

  @Override
  public void giveUp(Notice notice) {
    settlements.store(new Settled(notice, End.GIVEN_UP, null));
  }

  private void commit(List<Pending<Settled, End>> group) {
    database.write(
        handle -> {
          group.forEach(member -> settle(handle, member.asked()));
          return null;
        });
    group.forEach(member -> member.stored(member.asked().end()));
  }

  private void settle(Handle handle, Settled settled) {
    switch (settled.end()) {
      case TAKEN -> delete(handle, settled.notice());
      case LATER -> postpone(handle, settled);
      case GIVEN_UP -> NoticeTable.count(handle, GIVEN_UP, delete(handle, settled.notice()));
    }
  }

  /** What waited for it is due. */
  private int delete(Handle handle, Notice notice) {
    int deleted =
        handle
            .createUpdate(
                "DELETE FROM notice"
                    + " WHERE receiver = :receiver AND subject = :subject AND seq = :seq")
            .bind("receiver", notice.receiver().word())
            .bind("subject", notice.subject())
            .bind("seq", notice.seq())
            .execute();
    if (deleted > 0) {
      handle
          .createUpdate(
              "UPDATE notice SET due_at = :now"
                  + " WHERE receiver = :receiver AND subject = :subject AND due_at > :now")
          .bind("receiver", notice.receiver().word())
          .bind("now", rules.clock().instant().toEpochMilli())
          .bind("subject", notice.subject())
          .execute();
    }
    return deleted;
  }

  /** What waits for it is put off, too, so that nobody looks at it in vain. */
  private static void postpone(Handle handle, Settled settled) {
    Notice notice = settled.notice();
    Long next = JobRow.millis(settled.next());
    int postponed =
        handle
            .createUpdate(
                """
                UPDATE notice SET due_at = :next, tries = tries + 1
                WHERE receiver = :receiver AND subject = :subject AND seq = :seq
                  AND due_at = :claimed AND tries = :tries
                """)
            .bind("receiver", notice.receiver().word())
            .bind("next", next)
            .bind("subject", notice.subject())
            .bind("seq", notice.seq())
            .bind("claimed", notice.claim().until().toEpochMilli())
            .bind("tries", notice.claim().tries())
            .execute();
    if (postponed > 0) {
      handle
          .createUpdate(
              "UPDATE notice SET due_at = :next"
                  + " WHERE receiver = :receiver AND subject = :subject AND seq > :seq")
          .bind("receiver", notice.receiver().word())
          .bind("next", next)
          .bind("subject", notice.subject())
          .bind("seq", notice.seq())
          .execute();
    }
  }

  @Override
  public int giveUpBefore(Instant oldest) {
    // Looks before it writes: as a rule there is none.
    if (database.read(handle -> isNoneOlder(handle, oldest))) {
      return 0;
    }
    return database.write(
        handle -> {
          int given =
              handle
                  .createUpdate("DELETE FROM notice WHERE at < :oldest")
                  .bind("oldest", oldest.toEpochMilli())
                  .execute();
          NoticeTable.count(handle, GIVEN_UP, given);
          return given;
        });
  }

  private static boolean isNoneOlder(Handle handle, Instant oldest) {
    return handle
        .createQuery("SELECT 1 FROM notice WHERE at < :oldest LIMIT 1")
        .bind("oldest", oldest.toEpochMilli())
        .mapTo(Integer.class)
        .findFirst()
        .isEmpty();
  }

  /** What a predecessor was sending, or had put off, is sent now: a restart may have helped. */
  void takeOver(Handle handle) {
    handle
        .createUpdate("UPDATE notice SET due_at = :now WHERE due_at > :now")
        .bind("now", rules.clock().instant().toEpochMilli())
        .execute();
  }

  @Override
  public Counts counts() {
    return database.read(
        handle ->
            new Counts(
                number(handle, "SELECT COUNT(*) FROM notice"),
                number(
                    handle,
                    "SELECT COALESCE(SUM(value), 0) FROM notice_count WHERE name = 'given-up'")));
  }

  @Override
  public long waiting(Transport receiver) {
    return database.read(
        handle ->
            handle
                .createQuery("SELECT COUNT(*) FROM notice WHERE receiver = :receiver")
                .bind("receiver", receiver.word())
                .mapTo(Long.class)
                .one());
  }

  private static long number(Handle handle, String query) {
    return handle.createQuery(query).mapTo(Long.class).one();
  }

  @Override
  public void close() {
    settlements.close();
  }
}
