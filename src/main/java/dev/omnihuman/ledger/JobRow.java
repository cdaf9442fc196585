package dev.omnihuman.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.omnihuman.job.Charged;
import dev.omnihuman.job.Ending;
import dev.omnihuman.job.FailureReason;
import dev.omnihuman.job.GenerateRequest;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import dev.omnihuman.job.Manifest;
import dev.omnihuman.job.Origin;
import dev.omnihuman.job.Progress;
import dev.omnihuman.job.Remote;
import dev.omnihuman.job.Timeline;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** A job as a row of the table {@code job}, in both directions. */
final class JobRow implements RowMapper<Job> {

  static final String INSERT =
      """
      INSERT INTO job (id, site, manifest_file, name, output_stem, force_take, image_url, audio_url, resolution,
        content_hash, accepted_at, state, version, attempt, tries, unverified, due_at,
        request_id, remote_status, status_at, unfinished_at, media_urls, reason, words, charged,
        charged_before, outputs, expected_at, submitted_at, ready_at, finished_at)
      VALUES (:id, :site, :manifest_file, :name, :output_stem, :force_take, :image_url, :audio_url, :resolution,
        :content_hash, :accepted_at, :state, :version, :attempt, :tries, :unverified, :due_at,
        :request_id, :remote_status, :status_at, :unfinished_at, :media_urls, :reason, :words, :charged,
        :charged_before, :outputs, :expected_at, :submitted_at, :ready_at, :finished_at)
      ON CONFLICT DO NOTHING
      """;

  /**
   * Compare and set: touches no row if the version is not the one that was read. A look that a
   * callback asked for while the job was leased is not forgotten by whoever gives it back.
   */
  static final String UPDATE =
      """
      UPDATE job SET version = version + 1, state = :state, attempt = :attempt, tries = :tries,
        unverified = :unverified,
        due_at = CASE WHEN state = 'SUBMITTED' AND :state = 'SUBMITTED'
          AND look_at < CAST(:due_at AS BIGINT) THEN look_at ELSE CAST(:due_at AS BIGINT) END,
        look_at = CASE WHEN state = 'SUBMITTED' AND :state = 'SUBMITTED' THEN look_at END,
        hinted_at = CASE WHEN :state = 'SUBMITTING' THEN NULL ELSE hinted_at END,
        lease_until = :lease_until, lease_owner = :lease_owner, request_id = :request_id,
        remote_status = :remote_status, status_at = :status_at, unfinished_at = :unfinished_at,
        media_urls = :media_urls, expected_at = :expected_at,
        reason = :reason, words = :words, charged = :charged, charged_before = CASE WHEN charged_before = 'YES' THEN 'YES' ELSE :charged_before END,
        outputs = :outputs, submitted_at = :submitted_at, ready_at = :ready_at,
        finished_at = :finished_at
      WHERE id = :id AND version = :version
      """;

  private static final JsonMapper JSON = new JsonMapper();

  static <S extends SqlStatement<S>> S bindInsert(S statement, Job job) {
    Manifest manifest = job.manifest();
    return bindState(statement, job)
        .bind("site", manifest.origin().site())
        .bind("manifest_file", manifest.file())
        .bind("name", manifest.name())
        .bind("output_stem", manifest.output())
        .bind("force_take", manifest.force() ? 1 : 0)
        .bind("image_url", manifest.request().imageUrl())
        .bind("audio_url", manifest.request().audioUrl())
        .bind("resolution", manifest.request().resolution())
        .bind("content_hash", manifest.contentHash())
        .bind("accepted_at", millis(job.times().acceptedAt()));
  }

  static <S extends SqlStatement<S>> S bindUpdate(S statement, Job job, String node) {
    // A submit under way is a lease until its answer is stored; any other write ends the lease.
    Long lease = job.state() == JobState.SUBMITTING ? millis(job.progress().dueAt()) : null;
    return bindState(statement, job)
        .bind("lease_until", lease)
        .bind("lease_owner", lease == null ? null : node);
  }

  private static <S extends SqlStatement<S>> S bindState(S statement, Job job) {
    Progress progress = job.progress();
    Remote remote = job.remote();
    Ending ending = job.ending();
    return statement
        .bind("id", job.id())
        .bind("state", progress.state().name())
        .bind("version", progress.version())
        .bind("attempt", progress.attempt())
        .bind("tries", progress.tries())
        .bind("unverified", progress.unverified())
        .bind("due_at", millis(progress.dueAt()))
        .bind("request_id", remote.requestId())
        .bind("remote_status", remote.status())
        .bind("status_at", millis(remote.statusSince()))
        .bind("unfinished_at", millis(remote.unfinishedAt()))
        .bind("expected_at", millis(job.times().expectedAt()))
        .bind("media_urls", toJson(remote.mediaUrls()))
        .bind("reason", ending.reason() == null ? null : ending.reason().name())
        .bind("words", ending.words())
        .bind("charged", ending.charged().name())
        .bind("charged_before", ending.chargedBefore().name())
        .bind("outputs", toJson(ending.outputs()))
        .bind("submitted_at", millis(job.times().submittedAt()))
        .bind("ready_at", millis(job.times().readyAt()))
        .bind("finished_at", millis(job.times().finishedAt()));
  }

  @Override
  public Job map(ResultSet row, StatementContext context) throws SQLException {
    String reason = row.getString("reason");
    return new Job(
        row.getString("id"),
        new Manifest(
            row.getString("manifest_file"),
            row.getString("name"),
            row.getInt("force_take") == 1,
            new GenerateRequest(
                row.getString("image_url"),
                row.getString("audio_url"),
                row.getString("resolution")),
            row.getString("output_stem"),
            Origin.ofSite(row.getString("site"))),
        new Progress(
            JobState.valueOf(row.getString("state")),
            row.getLong("version"),
            row.getInt("attempt"),
            row.getInt("tries"),
            row.getInt("unverified"),
            instant(row, "due_at")),
        new Remote(
            row.getString("request_id"),
            row.getString("remote_status"),
            instant(row, "status_at"),
            instant(row, "unfinished_at"),
            fromJson(row.getString("media_urls"))),
        new Ending(
            reason == null ? null : FailureReason.valueOf(reason),
            row.getString("words"),
            Charged.valueOf(row.getString("charged")),
            Charged.valueOf(row.getString("charged_before")),
            fromJson(row.getString("outputs"))),
        new Timeline(
            Instant.ofEpochMilli(row.getLong("accepted_at")),
            instant(row, "submitted_at"),
            instant(row, "ready_at"),
            instant(row, "finished_at"),
            instant(row, "expected_at")));
  }

  static @Nullable Long millis(@Nullable Instant instant) {
    return instant == null ? null : instant.toEpochMilli();
  }

  static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    long millis = row.getLong(column);
    return row.wasNull() ? null : Instant.ofEpochMilli(millis);
  }

  private static String toJson(List<String> urls) {
    try {
      return urls.isEmpty() ? "[]" : JSON.writeValueAsString(urls);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a list of strings can always be written", e);
    }
  }

  private static List<String> fromJson(String text) throws SQLException {
    try {
      return text.equals("[]") ? List.of() : List.of(JSON.readValue(text, String[].class));
    } catch (JsonProcessingException e) {
      throw new SQLException("a column holds no JSON list of strings: " + text, e);
    }
  }
}
