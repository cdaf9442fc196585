package dev.omnihuman.ledger;

import dev.omnihuman.job.Attempt.Answer;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import dev.omnihuman.job.Manifest;
import dev.omnihuman.job.Move;
import dev.omnihuman.job.Remote;
import dev.omnihuman.ledger.NoticeRules.JobNews;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/** Many steps of many jobs in few statements, inside one transaction. */
final class MoveBatch {

  private static final String INSERT_EVENT =
      """
      INSERT INTO job_event (job_id, seq, at, from_state, to_state, words, node)
      SELECT :job_id, COALESCE(MAX(seq), 0) + 1, :at, :from_state, :to_state, :words, :node
      FROM job_event WHERE job_id = :job_id
      """;

  private static final String INSERT_ATTEMPT =
      """
      INSERT INTO attempt (job_id, number, started_at, token_hash, intent)
      VALUES (:job_id, :number, :started_at, :token_hash, :intent)
      """;

  private static final String UPDATE_ATTEMPT =
      """
      UPDATE attempt SET answered_at = :answered_at, outcome = :outcome, words = :words,
        request_id = :request_id, charged = :charged
      WHERE job_id = :job_id AND number = :number
      """;

  /**
   * What became known of an attempt after its answer: of the one that the request belongs to, else
   * of the latest.
   */
  private static final String UPDATE_RESULT =
      """
      UPDATE attempt SET charged = :charged, request_id = COALESCE(:request_id, request_id),
        remote_status = COALESCE(:remote_status, remote_status)
      WHERE job_id = :job_id AND number = COALESCE(
        (SELECT MAX(number) FROM attempt WHERE job_id = :job_id AND request_id = :request_id),
        :number)
      """;

  private static final String RENAME =
      """
      UPDATE job SET manifest_file = :file, site = :site WHERE id = :id AND version = :version
      """;

  private final Handle handle;
  private final Instant now;
  private final LedgerRules rules;

  /** What others are to be told of the events that come next. */
  private final List<JobNews> news = new ArrayList<>();

  private final PreparedBatch events;
  private final PreparedBatch starts;
  private final PreparedBatch answers;
  private final PreparedBatch results;

  MoveBatch(Handle handle, Instant now, LedgerRules rules) {
    this.handle = handle;
    this.now = now;
    this.rules = rules;
    this.events = handle.prepareBatch(INSERT_EVENT);
    this.starts = handle.prepareBatch(INSERT_ATTEMPT);
    this.answers = handle.prepareBatch(UPDATE_ATTEMPT);
    this.results = handle.prepareBatch(UPDATE_RESULT);
  }

  /**
   * @return the jobs that are new: one whose manifest already belongs to an open job is not
   */
  List<Job> insert(List<Job> jobs) {
    PreparedBatch inserts = handle.prepareBatch(JobRow.INSERT);
    jobs.forEach(job -> JobRow.bindInsert(inserts, job).add());
    List<Job> inserted = changed(inserts.execute(), jobs);
    inserted.forEach(job -> addEvent(null, job, job.ending().words()));
    storeEvents();
    return inserted;
  }

  /**
   * @return the members of the group whose job had not changed since it was read
   */
  <M> List<M> update(List<M> group, Function<M, Move> move) {
    // First, because an open job's file name must be its own when the job is opened again.
    group.forEach(member -> rename(move.apply(member)));
    PreparedBatch updates = handle.prepareBatch(JobRow.UPDATE);
    group.forEach(
        member ->
            JobRow.bindUpdate(updates, move.apply(member).after(), rules.member().node()).add());
    List<M> updated = changed(updates.execute(), group);
    updated.forEach(member -> addTraces(move.apply(member)));
    storeEvents();
    starts.execute();
    answers.execute();
    results.execute();
    return updated;
  }

  private void rename(Move move) {
    Manifest now = move.after().manifest();
    Manifest before = move.before().manifest();
    if (!now.file().equals(before.file()) || !now.origin().equals(before.origin())) {
      handle
          .createUpdate(RENAME)
          .bind("file", now.file())
          .bind("site", now.origin().site())
          .bind("id", move.after().id())
          .bind("version", move.after().progress().version())
          .execute();
    }
  }

  private void addTraces(Move move) {
    Job job = move.after();
    if (move.isTold()) {
      addEvent(move.before().state(), job, move.why());
    }
    if (move.changesState() && job.state() == JobState.SUBMITTING) {
      starts
          .bind("job_id", job.id())
          .bind("number", job.progress().attempt())
          .bind("started_at", now.toEpochMilli())
          .bind("token_hash", move.begins().tokenHash())
          .bind("intent", move.begins().id())
          .add();
    }
    Answer answer = move.answer();
    if (answer != null) {
      answers
          .bind("job_id", job.id())
          .bind("number", job.progress().attempt())
          .bind("answered_at", answer.at().toEpochMilli())
          .bind("outcome", answer.outcome().name())
          .bind("words", answer.words())
          .bind("request_id", job.remote().requestId())
          .bind("charged", answer.outcome().charged().name())
          .add();
    } else if (move.isTold() && tellsOfTheAttempt(move)) {
      // A job that is submitted anew has forgotten what the gateway said of this attempt.
      Remote remote = job.remote().requestId() == null ? move.before().remote() : job.remote();
      results
          .bind("job_id", job.id())
          .bind("number", job.progress().attempt())
          .bind("charged", job.ending().charged().name())
          .bind("request_id", remote.requestId())
          .bind("remote_status", remote.status())
          .add();
    }
  }

  /** Rare steps only: a job that goes on as its answer promised leaves its attempt as it is. */
  private static boolean tellsOfTheAttempt(Move move) {
    JobState next = move.after().state();
    return move.after().progress().attempt() > 0
        && (next == JobState.FAILED
            || next == JobState.ACCEPTED
            || next == JobState.ABANDONED
            || next == JobState.SUBMITTED && move.before().state() != JobState.READY);
  }

  /** What is worth an event although the job does not move. */
  void remark(Job job, String words) {
    addEvent(job.state(), job, words);
    storeEvents();
  }

  private void addEvent(@Nullable JobState from, Job job, @Nullable String words) {
    String node = rules.member().isAlone() ? null : rules.member().node();
    events
        .bind("job_id", job.id())
        .bind("at", now.toEpochMilli())
        .bind("from_state", from == null ? null : from.name())
        .bind("to_state", job.state().name())
        .bind("words", words)
        .bind("node", node)
        .add();
    JobNews told = new JobNews(from, job, words, now, node);
    if (NoticeTable.wants(rules.notices(), told)) {
      news.add(told);
    }
  }

  /** Every event of a job is stored here, and here alone, with what others are told of it. */
  private void storeEvents() {
    events.execute();
    NoticeTable.addJobs(handle, rules.notices(), news);
    news.clear();
  }

  private static <T> List<T> changed(int[] counts, List<T> asked) {
    List<T> changed = new ArrayList<>();
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] > 0) {
        changed.add(asked.get(i));
      }
    }
    return changed;
  }
}
