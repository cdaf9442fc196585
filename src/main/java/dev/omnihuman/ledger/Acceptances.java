package dev.omnihuman.ledger;

import dev.omnihuman.job.Job;
import dev.omnihuman.job.Manifest;
import dev.omnihuman.job.Move;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
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

  Acceptances(Handle handle, Decisions decisions, LedgerRules rules) {
    this.handle = handle;
    this.decisions = decisions;
    this.batch = new MoveBatch(handle, decisions.now(), rules);
  }

  /**
   * The same of files that were this node's at a time. One of which a job was made since then was
   * taken over by another node: it is known, however fast that job has ended.
   */
  List<Acceptance> unlessTakenSince(Instant claimedAt, List<Manifest> manifests) {
    Set<String> taken =
        handle
            .createQuery(
                """
                SELECT manifest_file FROM job
                WHERE site = :site AND accepted_at >= :claimed AND manifest_file IN (<files>)
                """)
            .bind("site", manifests.get(0).origin().site())
            .bind("claimed", claimedAt.toEpochMilli())
            .bindList("files", manifests.stream().map(Manifest::file).toList())
            .mapTo(String.class)
            .set();
    Iterator<Acceptance> decided =
        of(manifests.stream().filter(it -> !taken.contains(it.file())).toList()).iterator();
    return manifests.stream()
        .map(it -> taken.contains(it.file()) ? new Acceptance.Known(it) : decided.next())
        .toList();
  }

  /** What became of each, in their order. */
  List<Acceptance> of(List<Manifest> manifests) {
    Map<String, Job> seen = MessageTable.jobsOf(handle, manifests);
    Set<String> known = new HashSet<>(seen.keySet());
    // Delivered twice within one page: the first one speaks for both.
    List<Boolean> isNew = manifests.stream().map(it -> isFirst(it, known)).toList();
    List<Manifest> unseen = new ArrayList<>();
    for (int i = 0; i < manifests.size(); i++) {
      if (isNew.get(i)) {
        unseen.add(manifests.get(i));
      }
    }
    List<Acceptance> fresh = ofUnseen(unseen);
    MessageTable.add(handle, fresh, decisions.now());
    for (Acceptance acceptance : fresh) {
      String message = acceptance.manifest().origin().message();
      if (message != null && acceptance.job() != null) {
        seen.put(message, acceptance.job());
      }
    }
    Iterator<Acceptance> next = fresh.iterator();
    List<Acceptance> all = new ArrayList<>();
    for (int i = 0; i < manifests.size(); i++) {
      Manifest manifest = manifests.get(i);
      all.add(isNew.get(i) ? next.next() : new Acceptance.Seen(manifest, job(manifest, seen)));
    }
    return all;
  }

  /** A file always is; a message that is remembered by this. */
  private static boolean isFirst(Manifest manifest, Set<String> known) {
    String message = manifest.origin().message();
    return message == null || known.add(message);
  }

  private static Job job(Manifest manifest, Map<String, Job> seen) {
    return Objects.requireNonNull(seen.get(manifest.origin().message()));
  }

  private List<Acceptance> ofUnseen(List<Manifest> manifests) {
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
