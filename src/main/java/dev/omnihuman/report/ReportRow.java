package dev.omnihuman.report;

import dev.omnihuman.intake.DroppedFiles.DroppedFile;
import dev.omnihuman.job.Charged;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.Timeline;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One job of a batch, or one file that made no job.
 *
 * @param manifest as the job's manifest was filed, or as the file was dropped
 * @param name what its user called it; null if it made no job
 * @param id of the job; null if it made none
 * @param state a job's state, or REJECTED, DUPLICATE, NEEDS_FORCE
 * @param reason why it failed
 * @param words the provider's words or ours on what happened
 * @param times null if it made no job
 * @param seconds of video; null if there is none, or nobody can tell
 * @param cost of everything that was surely charged for it; null without a price, or while the
 *     price depends on a length that nobody knows
 * @param currency of the cost
 * @param earlier the job that has the same content; null but for files that asked for the same
 */
public record ReportRow(
    String manifest,
    @Nullable String name,
    @Nullable String id,
    String state,
    @Nullable String reason,
    @Nullable String words,
    int attempts,
    Charged charged,
    @Nullable String requestId,
    @Nullable Timeline times,
    @Nullable BigDecimal seconds,
    List<String> outputs,
    @Nullable BigDecimal cost,
    @Nullable String currency,
    @Nullable String earlier) {

  static ReportRow of(
      Job job, @Nullable BigDecimal seconds, @Nullable BigDecimal cost, String currency) {
    return new ReportRow(
        job.manifest().file(),
        job.manifest().name(),
        job.id(),
        job.state().name(),
        job.ending().reason() == null ? null : job.ending().reason().name(),
        job.ending().words(),
        job.progress().attempt(),
        job.ending().chargedInAll(),
        job.remote().requestId(),
        job.times(),
        seconds,
        job.ending().outputs(),
        cost,
        cost == null ? null : currency,
        null);
  }

  static ReportRow of(DroppedFile file) {
    return new ReportRow(
        file.name(),
        null,
        null,
        file.fate().name(),
        null,
        file.words(),
        0,
        Charged.NO,
        null,
        null,
        null,
        List.of(),
        null,
        null,
        file.earlier() == null ? null : file.earlier().id());
  }
}
