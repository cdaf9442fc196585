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
    return new Job(id, manifest, next, Remote.UNKNOWN, ending.nextAttempt(), times);
  }

  /** Claimed, but not worked on: due again as before. */
  public Job giveBack(Instant dueAt) {
    Progress next =
        new Progress(state(), progress.version(), progress.attempt(), progress.tries(), dueAt);
    return new Job(id, manifest, next, remote, ending, times);
  }

  /**
   * May be submitted again.
   *
   * @param charged whether the attempt that has just ended cost money; UNKNOWN only by a rule or a
   *     person that takes the risk of paying twice
   */
  public Job submitAgain(Instant dueAt, @Nullable String words, Charged charged) {
    return new Job(
        id,
        manifest,
        again(JobState.ACCEPTED, dueAt),
        Remote.UNKNOWN,
        ending.with(words, charged),
        times.underWay());
  }

  public Job inDoubt(String words) {
    return new Job(
        id,
        manifest,
        to(JobState.IN_DOUBT, null),
        remote,
        ending.with(words, Charged.UNKNOWN),
        times);
  }

  public Job submitted(String requestId, Instant now, Instant firstLookAt) {
    return new Job(
        id,
        manifest,
        to(JobState.SUBMITTED, firstLookAt),
        Remote.accepted(requestId),
        ending.with(null, Charged.YES),
        times.submitted(now));
  }

  /** Ended, and now the gateway is asked once more about the request that it accepted. */
  public Job askedAgain(Instant now) {
    return new Job(
        id,
        manifest,
        to(JobState.SUBMITTED, now),
        remote.askedAnew(),
        ending.with(null, ending.charged()),
        times.underWay());
  }

  /** Ended, and now to be submitted anew, as if it had just been accepted. */
  public Job submittedAnew(Instant now) {
    return new Job(
        id,
        manifest,
        to(JobState.ACCEPTED, now),
        Remote.UNKNOWN,
        ending.with(null, ending.charged()),
        Timeline.from(times.acceptedAt()));
  }

  /** Ended, and now open again under the name that its manifest got when it was claimed anew. */
  public Job filedAs(String file) {
    return new Job(id, manifest.filedAs(file), progress, remote, ending, times);
  }

  /** The gateway is still at work, or says so. */
  public Job stillRunning(String status, Instant now, Instant nextLookAt) {
    return new Job(
        id,
        manifest,
        to(state(), nextLookAt),
        remote.says(status, now),
        ending.with(null, ending.charged()),
        times);
  }

  /** The gateway said a word that is not believed yet: it is asked again. */
  public Job says(String status, Instant now, Instant nextLookAt, String words) {
    return new Job(
        id,
        manifest,
        again(state(), nextLookAt),
        remote.says(status, now),
        ending.with(words, ending.charged()),
        times);
  }

  /** A step that costs nothing did not succeed: the state stays, the next try is later. */
  public Job tryAgain(Instant dueAt, String words) {
    return new Job(
        id, manifest, again(state(), dueAt), remote, ending.with(words, ending.charged()), times);
  }

  public Job ready(String status, List<String> mediaUrls, Instant now) {
    // The count of tries goes on, so that links which keep dying are asked for ever more slowly.
    Progress next =
        new Progress(JobState.READY, progress.version(), progress.attempt(), progress.tries(), now);
    return new Job(
        id,
        manifest,
        next,
        remote.says(status, now).with(mediaUrls),
        ending.with(null, Charged.YES),
        times.ready(now));
  }

  /** The result's links are dead: the status is asked for fresh ones. */
  public Job needsFreshLinks(Instant dueAt, String words) {
    return new Job(
        id,
        manifest,
        again(JobState.SUBMITTED, dueAt),
        remote.askedAnew(),
        ending.with(words, Charged.YES),
        times.underWay());
  }

  /**
   * @param outputs the names of its files in the outbox
   */
  public Job delivered(Instant now, List<String> outputs) {
    return new Job(
        id,
        manifest,
        to(JobState.DELIVERED, null),
        remote.with(List.of()),
        ending.delivered(outputs),
        times.finished(now));
  }

  public Job failed(FailureReason reason, @Nullable String words, Charged charged, Instant now) {
    return new Job(
        id,
        manifest,
        to(JobState.FAILED, null),
        remote,
        ending.failed(reason, words, charged),
        times.finished(now));
  }

  /** Given up by a person; what was said of it and what it may have cost stay as they were. */
  public Job abandoned(Instant now) {
    return new Job(
        id,
        manifest,
        to(JobState.ABANDONED, null),
        remote,
        ending.with(ending.words(), ending.charged()),
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

  private Progress again(JobState state, Instant dueAt) {
    return new Progress(state, progress.version(), progress.attempt(), progress.tries() + 1, dueAt);
  }
}
