package dev.omnihuman.ledger;

import dev.omnihuman.job.ClosedGate;
import dev.omnihuman.job.Topic;
import dev.omnihuman.ledger.NoticeRules.JobNews;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Writes what others are to be told into the table {@code notice}, inside a transaction. */
final class NoticeTable {

  private static final String INSERT =
      """
      INSERT INTO notice (subject, seq, topic, at, content, due_at, tries)
      VALUES (:subject, :seq, :topic, :at, :content, :at, 0)
      ON CONFLICT DO NOTHING
      """;

  /** The event has been written just before, in the same transaction. */
  private static final String INSERT_OF_LATEST_EVENT =
      """
      INSERT INTO notice (subject, seq, topic, at, content, due_at, tries)
      SELECT :subject, MAX(seq), CAST(:topic AS TEXT), CAST(:at AS BIGINT), CAST(:content AS TEXT),
        CAST(:at AS BIGINT), 0
      FROM job_event WHERE job_id = :subject
      """;

  private NoticeTable() {}

  static boolean wants(NoticeRules rules, JobNews news) {
    return Topic.of(news.from(), news.job().state()).filter(rules::wants).isPresent();
  }

  /** Of each job its latest event. */
  static void addJobs(Handle handle, NoticeRules rules, List<JobNews> wanted) {
    if (wanted.isEmpty()) {
      return;
    }
    PreparedBatch inserts = handle.prepareBatch(INSERT_OF_LATEST_EVENT);
    for (JobNews news : wanted) {
      inserts
          .bind("subject", news.job().id())
          .bind("topic", Topic.of(news.from(), news.job().state()).orElseThrow().name())
          .bind("at", news.at().toEpochMilli())
          .bind("content", rules.wording().ofJob(news))
          .add();
    }
    inserts.execute();
  }

  static void addGate(Handle handle, NoticeRules rules, Topic topic, ClosedGate gate, Instant at) {
    if (rules.wants(topic)) {
      String subject = "gate-" + gate.gate();
      add(handle, topic, subject, count(handle, subject, 1), at, rules.wording().ofGate(gate, at));
    }
  }

  static void add(
      Handle handle, Topic topic, String subject, long seq, Instant at, String content) {
    handle
        .createUpdate(INSERT)
        .bind("subject", subject)
        .bind("seq", seq)
        .bind("topic", topic.name())
        .bind("at", at.toEpochMilli())
        .bind("content", content)
        .execute();
  }

  /** Adds to a durable counter, and returns what it says then. */
  static long count(Handle handle, String name, long more) {
    return handle
        .createQuery(
            """
            INSERT INTO notice_count (name, value) VALUES (:name, :more)
            ON CONFLICT (name) DO UPDATE SET value = notice_count.value + excluded.value
            RETURNING value
            """)
        .bind("name", name)
        .bind("more", more)
        .mapTo(Long.class)
        .one();
  }
}
