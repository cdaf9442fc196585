package dev.omnihuman.job;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One video on its way. A job is a value: each step makes a new one, and the ledger stores it if
 * nobody was faster.
 *
 * @param id ours; sorts by time of acceptance
 */
public record Job(
    String id, Manifest manifest, Progress progress, Remote remote, Ending ending, Timeline times) {

  public static Job accepted(String id, Manifest manifest, Instant now) {
    return new Job(
        id,
        manifest,
        new Progress(JobState.ACCEPTED, 1, 0, 0, now),
        Remote.UNKNOWN,
        Ending.OPEN,
        Timeline.from(now));
  }

  public JobState state() {
    return progress.state();
  }

  /** The name by which people and log lines know it. */
  public String label() {
    return manifest.name() + " [" + id + "]";
  }

  /** The request id of a job that the gateway has accepted. */
  public String requestId() {
    return Objects.requireNonNull(
        remote.requestId(), () -> "job " + label() + " has no request id");
  }

  /** The intent to make the paid call. If no answer is stored by the given time, it is in doubt. */
  public Job submitting(Instant answerUntil) {
    Progress next =
        new Progress(
            JobState.SUBMITTING,
            progress.version(),
            progress.attempt() + 1,
            progress.tries(),
            answerUntil);
    return new Job(id, manifest, next, remote, ending, times);
  }

  /** Claimed, but not worked on: due again as before. */
  public Job giveBack(Instant dueAt) {
    Progress next =
        new Progress(state(), progress.version(), progress.attempt(), progress.tries(), dueAt);
    return new Job(id, manifest, next, remote, ending, times);
  }

  /** Surely not accepted by the gateway: may be submitted again. */
  public Job submitAgain(Instant dueAt, String words) {
    Progress next =
        new Progress(
            JobState.ACCEPTED, progress.version(), progress.attempt(), progress.tries() + 1, dueAt);
    return new Job(id, manifest, next, remote, new Ending(null, words, Charged.NO), times);
  }

  public Job inDoubt(String words) {
    return new Job(
        id,
        manifest,
        to(JobState.IN_DOUBT, null),
        remote,
        new Ending(null, words, Charged.UNKNOWN),
        times);
  }

  public Job submitted(String requestId, Instant now, Instant firstLookAt) {
    return new Job(
        id,
        manifest,
        to(JobState.SUBMITTED, firstLookAt),
        new Remote(requestId, null, List.of()),
        new Ending(null, null, Charged.YES),
        times.submitted(now));
  }

  /** The gateway is still at work. */
  public Job stillRunning(String status, Instant nextLookAt) {
    return new Job(
        id,
        manifest,
        to(state(), nextLookAt),
        new Remote(remote.requestId(), status, remote.mediaUrls()),
        new Ending(null, null, ending.charged()),
        times);
  }

  /** A step that costs nothing did not succeed: the state stays, the next try is later. */
  public Job tryAgain(Instant dueAt, String words) {
    Progress next =
        new Progress(state(), progress.version(), progress.attempt(), progress.tries() + 1, dueAt);
    return new Job(id, manifest, next, remote, new Ending(null, words, ending.charged()), times);
  }

  /** Said to be complete, but with nothing that may be fetched: asked again for a while. */
  public Job completeWithoutOutput(Instant now, Instant dueAt, String words) {
    Job later = tryAgain(dueAt, words);
    Timeline sinceThen = times.readyAt() == null ? times.ready(now) : times;
    return new Job(id, manifest, later.progress, remote, later.ending, sinceThen);
  }

  public Job ready(String status, List<String> mediaUrls, Instant now) {
    // The count of tries goes on, so that links which keep dying are asked for ever more slowly.
    Progress next =
        new Progress(JobState.READY, progress.version(), progress.attempt(), progress.tries(), now);
    return new Job(
        id,
        manifest,
        next,
        new Remote(remote.requestId(), status, mediaUrls),
        new Ending(null, null, Charged.YES),
        times.ready(now));
  }

  /** The result's links are dead: the status is asked for fresh ones. */
  public Job needsFreshLinks(Instant dueAt, String words) {
    Progress next =
        new Progress(
            JobState.SUBMITTED,
            progress.version(),
            progress.attempt(),
            progress.tries() + 1,
            dueAt);
    return new Job(
        id,
        manifest,
        next,
        new Remote(remote.requestId(), remote.status(), List.of()),
        new Ending(null, words, Charged.YES),
        times.notReady());
  }

  public Job delivered(Instant now) {
    return new Job(
        id,
        manifest,
        to(JobState.DELIVERED, null),
        new Remote(remote.requestId(), remote.status(), List.of()),
        new Ending(null, null, Charged.YES),
        times.finished(now));
  }

  public Job failed(FailureReason reason, @Nullable String words, Charged charged, Instant now) {
    return new Job(
        id,
        manifest,
        to(JobState.FAILED, null),
        remote,
        new Ending(reason, words, charged),
        times.finished(now));
  }

  /** The job as it stands after its write was committed. */
  public Job stored() {
    Progress next =
        new Progress(
            state(),
            progress.version() + 1,
            progress.attempt(),
            progress.tries(),
            progress.dueAt());
    return new Job(id, manifest, next, remote, ending, times);
  }

  private Progress to(JobState state, @Nullable Instant dueAt) {
    return new Progress(state, progress.version(), progress.attempt(), 0, dueAt);
  }
}
