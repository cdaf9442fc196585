package dev.omnihuman.ledger;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.omnihuman.job.ClosedGate;
import dev.omnihuman.job.Topic;
import dev.omnihuman.job.Transport;
import dev.omnihuman.ledger.Notice.Claim;
import dev.omnihuman.ledger.NoticeRules.JobNews;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes what others are to be told into the table {@code notice}, inside a transaction. */
final class NoticeTable {

  private static final Logger LOG = LoggerFactory.getLogger(NoticeTable.class);
  private static final JsonMapper JSON = new JsonMapper();

  private static final String INSERT =
      """
      INSERT INTO notice (receiver, subject, seq, topic, at, content, due_at, tries)
      VALUES (:receiver, :subject, :seq, :topic, :at, :content, :at, 0)
      ON CONFLICT DO NOTHING
      """;

  /**
   * The event has been written just before, in the same transaction. What waits behind an earlier
   * one of its subject is due with it, so that it is not looked at in vain.
   */
  private static final String INSERT_OF_LATEST_EVENT =
      """
      INSERT INTO notice (receiver, subject, seq, topic, at, content, due_at, tries)
      SELECT CAST(:receiver AS TEXT), :subject, MAX(seq), CAST(:topic AS TEXT), CAST(:at AS BIGINT),
        CAST(:content AS TEXT),
        COALESCE(
          (SELECT MAX(due_at) FROM notice
            WHERE receiver = :receiver AND subject = :subject AND due_at > :at),
          CAST(:at AS BIGINT)),
        0
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
      String content = content(rules, news);
      for (Transport receiver : rules.receivers()) {
        inserts
            .bind("receiver", receiver.word())
            .bind("subject", news.job().id())
            .bind("topic", Topic.of(news.from(), news.job().state()).orElseThrow().name())
            .bind("at", news.at().toEpochMilli())
            .bind("content", content)
            .add();
      }
    }
    inserts.execute();
  }

  static void addGate(Handle handle, NoticeRules rules, Topic topic, ClosedGate gate, Instant at) {
    if (rules.wants(topic)) {
      String subject = "gate-" + gate.gate();
      long seq = count(handle, subject, 1);
      String content = content(rules, gate, at);
      for (Transport receiver : rules.receivers()) {
        add(handle, new Notice(receiver, topic, subject, seq, at, content, new Claim(0, at)));
      }
    }
  }

  /** An answer that was paid for is not given up for want of words. */
  private static String content(NoticeRules rules, JobNews news) {
    try {
      return rules.wording().ofJob(news);
    } catch (RuntimeException e) {
      String to = news.job().state().name();
      LOG.warn("job {}: no words for its notice of {}", news.job().label(), to, e);
      ObjectNode data = JSON.createObjectNode();
      data.put("job", news.job().id());
      data.put("from", news.from() == null ? null : news.from().name());
      data.put("to", to);
      return data.toString();
    }
  }

  private static String content(NoticeRules rules, ClosedGate gate, Instant at) {
    try {
      return rules.wording().ofGate(gate, at);
    } catch (RuntimeException e) {
      LOG.warn("no words for the notice of the {} gate", gate.gate(), e);
      return JSON.createObjectNode().put("gate", gate.gate().name()).toString();
    }
  }

  static void add(Handle handle, Notice notice) {
    handle
        .createUpdate(INSERT)
        .bind("receiver", notice.receiver().word())
        .bind("subject", notice.subject())
        .bind("seq", notice.seq())
        .bind("topic", notice.topic().name())
        .bind("at", notice.at().toEpochMilli())
        .bind("content", notice.content())
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
