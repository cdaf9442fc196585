package dev.omnihuman.ledger;

import dev.omnihuman.job.Job;
import dev.omnihuman.job.Manifest;
import dev.omnihuman.job.Move;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/**
 * Makes of manifests what {@link Decisions} say, inside one transaction: a new job, another try of
 * an old one, or nothing, because the same content must not be paid for twice.
 */
final class Acceptances {

  private final Handle handle;
  private final Decisions decisions;
  private final MoveBatch batch;

  Acceptances(Handle handle, Decisions decisions, NoticeRules notices) {
    this.handle = handle;
    this.decisions = decisions;
    this.batch = new MoveBatch(handle, decisions.now(), notices);
  }

  /** What became of each, in their order. */
  List<Acceptance> of(List<Manifest> manifests) {
    // Decisions first, writes after: then a page costs a few statements, however many files it has.
    List<Decisions.Decision> decided = decisions.on(manifests, hashes -> jobsOf(handle, hashes));
    Map<String, Job> inserted = byId(batch.insert(decisions.fresh()), Function.identity());
    Map<String, Job> reopened =
        byId(batch.update(decisions.reopenings(), Function.identity()), Move::after);
    return decided.stream().map(decision -> decision.after(inserted, reopened)).toList();
  }

  private static <T> Map<String, Job> byId(List<T> stored, Function<T, Job> job) {
    Map<String, Job> byId = new HashMap<>();
    stored.stream().map(job).forEach(each -> byId.put(each.id(), each));
    return byId;
  }

  /** The jobs of some contents, in the order of their acceptance. */
  static List<Job> jobsOf(Handle handle, List<String> contentHashes) {
    return handle
        .createQuery("SELECT * FROM job WHERE content_hash IN (<hashes>) ORDER BY id")
        .bindList("hashes", contentHashes)
        .map(SqlJobReader.JOB)
        .list();
  }
}
