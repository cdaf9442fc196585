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
import org.jspecify.annotations.Nullable;

/**
 * Decides what shall become of manifests, and writes nothing: a new job, another try of an old one,
 * or nothing, because the same content must not be paid for twice. It remembers what it decided, so
 * that later manifests are compared with earlier ones, too.
 */
final class Decisions {

  private final Instant now;
  private final Duration window;
  private final OutputTemplate outputName;

  /** The job that speaks for a content, the latest one that counts. */
  private final Map<String, Job> jobOfContent = new HashMap<>();

  private final List<Job> fresh = new ArrayList<>();
  private final List<Move> reopenings = new ArrayList<>();

  /**
   * @param window how long the same content is a duplicate
   * @param outputName what the videos of new jobs will be called
   */
  Decisions(Instant now, Duration window, OutputTemplate outputName) {
    this.now = now;
    this.window = window;
    this.outputName = outputName;
  }

  Instant now() {
    return now;
  }

  /** The jobs to be made. */
  List<Job> fresh() {
    return fresh;
  }

  /** The jobs to be tried again. */
  List<Move> reopenings() {
    return reopenings;
  }

  /**
   * What shall become of each, in their order.
   *
   * @param jobsOf finds the jobs of some content hashes, one at least, in the order of acceptance
   */
  List<Decision> on(List<Manifest> manifests, Function<List<String>, List<Job>> jobsOf) {
    List<String> unknown =
        manifests.stream()
            .filter(manifest -> !manifest.force())
            .map(Manifest::contentHash)
            .filter(hash -> !jobOfContent.containsKey(hash))
            .distinct()
            .toList();
    if (!unknown.isEmpty()) {
      jobsOf.apply(unknown).stream().filter(this::counts).forEach(this::remember);
    }
    return manifests.stream().map(this::decide).toList();
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
      boolean itself =
          earlier.manifest().file().equals(manifest.file())
              && earlier.manifest().origin().equals(manifest.origin());
      return Decision.settled(
          itself && !earlier.state().isTerminal()
              ? new Acceptance.Known(manifest)
              : new Acceptance.Duplicate(manifest, earlier));
    }
    Optional<Job> anotherTry = Retry.withoutRisk(earlier, now);
    if (anotherTry.isEmpty()) {
      return Decision.settled(new Acceptance.NeedsForce(manifest, earlier));
    }
    Job again = anotherTry.get().droppedAgain(manifest);
    reopenings.add(Move.of(earlier, again).checked());
    // A second file of the same content in this very page is a duplicate by now.
    jobOfContent.put(manifest.contentHash(), again);
    return Decision.reopened(again);
  }

  private Decision accept(Manifest manifest) {
    Job job = Job.accepted(newId(), manifest, outputName, now);
    fresh.add(job);
    if (!window.isZero()) {
      // A forced take, too: what follows in this page is its duplicate.
      remember(job);
    }
    return Decision.accepted(job);
  }

  private static String newId() {
    return UlidCreator.getMonotonicUlid().toString().toLowerCase(Locale.ROOT);
  }

  /** What shall become of a manifest: settled, or a job that is still to be written. */
  record Decision(@Nullable Acceptance settled, @Nullable Job job, boolean again) {

    private static Decision settled(Acceptance acceptance) {
      return new Decision(acceptance, null, false);
    }

    private static Decision accepted(Job job) {
      return new Decision(null, job, false);
    }

    private static Decision reopened(Job job) {
      return new Decision(null, job, true);
    }

    /** What became of it. */
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

    /** What would become of it, if nothing came in between. */
    Acceptance foreseen() {
      if (job == null) {
        return Objects.requireNonNull(settled);
      }
      return again ? new Acceptance.Reopened(job) : new Acceptance.NewJob(job);
    }
  }
}
