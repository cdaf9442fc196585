package dev.omnihuman.ledger;

import com.github.f4b6a3.ulid.UlidCreator;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import dev.omnihuman.job.Manifest;
import dev.omnihuman.job.Move;
import dev.omnihuman.job.OutputTemplate;
import dev.omnihuman.job.Retry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Decides what becomes of manifests, inside one transaction: a new job, another try of an old one,
 * or nothing, because the same content must not be paid for twice.
 */
final class Acceptances {

  private final Handle handle;
  private final Instant now;
  private final Duration window;
  private final OutputTemplate outputName;
  private final MoveBatch batch;

  /** The job that speaks for a content, the latest one that counts. */
  private final Map<String, Job> jobOfContent = new HashMap<>();

  private final List<Job> fresh = new ArrayList<>();
  private final List<Move> reopenings = new ArrayList<>();

  /**
   * @param window how long the same content is a duplicate
   * @param rules what the videos of new jobs will be called, and who is told of them
   */
  Acceptances(Handle handle, Instant now, Duration window, LedgerRules rules) {
    this.handle = handle;
    this.now = now;
    this.window = window;
    this.outputName = rules.outputName();
    this.batch = new MoveBatch(handle, now, rules.notices());
  }

  /** What became of each, in their order. */
  List<Acceptance> of(List<Manifest> manifests) {
    rememberJobsOf(manifests);
    // Decisions first, writes after: then a page costs a few statements, however many files it has.
    List<Decision> decisions = manifests.stream().map(this::decide).toList();
    Map<String, Job> inserted = byId(batch.insert(fresh), Function.identity());
    Map<String, Job> reopened = byId(batch.update(reopenings, Function.identity()), Move::after);
    return decisions.stream().map(decision -> decision.after(inserted, reopened)).toList();
  }

  private static <T> Map<String, Job> byId(List<T> stored, Function<T, Job> job) {
    Map<String, Job> byId = new HashMap<>();
    stored.stream().map(job).forEach(each -> byId.put(each.id(), each));
    return byId;
  }

  private void rememberJobsOf(List<Manifest> manifests) {
    List<String> hashes =
        manifests.stream().filter(m -> !m.force()).map(Manifest::contentHash).distinct().toList();
    if (hashes.isEmpty()) {
      return;
    }
    handle
        .createQuery("SELECT * FROM job WHERE content_hash IN (<hashes>) ORDER BY id")
        .bindList("hashes", hashes)
        .map(SqlJobReader.JOB)
        .stream()
        .filter(this::counts)
        .forEach(this::remember);
  }

  /**
   * One that ended badly counts for ever: its note says what dropping it again will cost. The
   * window is for those that have, or will have, a video.
   */
  private boolean counts(Job job) {
    if (endedBadly(job)) {
      return true;
    }
    Instant finishedAt = job.times().finishedAt();
    return !window.isZero() && (finishedAt == null || !finishedAt.isBefore(now.minus(window)));
  }

  /** The latest one; but a job that has, or will have, a video outweighs one that ended badly. */
  private void remember(Job job) {
    jobOfContent.merge(
        job.manifest().contentHash(),
        job,
        (known, later) -> endedBadly(known) || !endedBadly(later) ? later : known);
  }

  private static boolean endedBadly(Job job) {
    return job.state() == JobState.FAILED || job.state() == JobState.ABANDONED;
  }

  private Decision decide(Manifest manifest) {
    Job earlier = manifest.force() ? null : jobOfContent.get(manifest.contentHash());
    if (earlier == null) {
      return accept(manifest);
    }
    if (!endedBadly(earlier)) {
      boolean itself = earlier.manifest().file().equals(manifest.file());
      return Decision.settled(
          itself && !earlier.state().isTerminal()
              ? new Acceptance.Known(manifest)
              : new Acceptance.Duplicate(manifest, earlier));
    }
    Optional<Job> anotherTry = Retry.withoutRisk(earlier, now);
    if (anotherTry.isEmpty()) {
      return Decision.settled(new Acceptance.NeedsForce(manifest, earlier));
    }
    Job again = anotherTry.get().filedAs(manifest.file());
    reopenings.add(Move.of(earlier, again).checked());
    // A second file of the same content in this very page is a duplicate by now.
    jobOfContent.put(manifest.contentHash(), again);
    return new Decision(null, again);
  }

  private Decision accept(Manifest manifest) {
    Job job = Job.accepted(newId(), manifest, outputName, now);
    fresh.add(job);
    if (!window.isZero()) {
      // A forced take, too: what follows in this page is its duplicate.
      remember(job);
    }
    return new Decision(null, job);
  }

  private static String newId() {
    return UlidCreator.getMonotonicUlid().toString().toLowerCase(Locale.ROOT);
  }

  /** What shall become of a manifest: settled, or a job that is still to be written. */
  private record Decision(@Nullable Acceptance settled, @Nullable Job job) {

    static Decision settled(Acceptance acceptance) {
      return new Decision(acceptance, null);
    }

    Acceptance after(Map<String, Job> inserted, Map<String, Job> reopened) {
      if (job == null) {
        return Objects.requireNonNull(settled);
      }
      if (inserted.containsKey(job.id())) {
        return new Acceptance.NewJob(job);
      }
      return reopened.containsKey(job.id())
          ? new Acceptance.Reopened(job.stored())
          : new Acceptance.Known(job.manifest());
    }
  }
}
