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

  /** Accepted, and so its video has its name. */
  public static Job accepted(String id, Manifest manifest, OutputTemplate outputName, Instant now) {
    return accepted(id, manifest.publishedAs(outputName.stem(manifest, id, now)), now);
  }

  public static Job accepted(String id, Manifest manifest, Instant now) {
    return new Job(
        id,
        manifest,
        new Progress(JobState.ACCEPTED, 1, 0, 0, 0, now),
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
    return new Job(
        id,
        manifest,
        progress.nextAttempt(answerUntil),
        Remote.UNKNOWN,
        ending.nextAttempt(),
        times);
  }

  /** Claimed, but not worked on: due again as before. */
  public Job giveBack(Instant dueAt) {
    return new Job(id, manifest, progress.onward(state(), dueAt), remote, ending, times);
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
        progress.again(JobState.ACCEPTED, dueAt),
        Remote.UNKNOWN,
        ending.with(words, charged),
        times.underWay());
  }

  public Job inDoubt(String words) {
    return new Job(
        id,
        manifest,
        progress.to(JobState.IN_DOUBT, null),
        remote,
        ending.with(words, Charged.UNKNOWN),
        times);
  }

  /** The gateway has just accepted it. */
  public Job submitted(String requestId, Instant now, Look first) {
    return new Job(
        id,
        manifest,
        progress.to(JobState.SUBMITTED, first.at()),
        Remote.accepted(requestId, now),
        ending.with(null, Charged.YES),
        times.submitted(now, first.expectedEnd()));
  }

  /** It turns out that the gateway had accepted it, nobody knows when. */
  public Job foundSubmitted(String requestId, Instant now) {
    return foundSubmitted(requestId, now, now);
  }

  /** It turns out that the gateway had accepted it at that time: it may be finished long since. */
  public Job foundSubmitted(String requestId, Instant submittedAt, Instant now) {
    return new Job(
        id,
        manifest,
        progress.to(JobState.SUBMITTED, now),
        Remote.accepted(requestId, null),
        ending.with(null, Charged.YES),
        times.submitted(submittedAt, null));
  }

  /** Ended, and now the gateway is asked once more about the request that it accepted. */
  public Job askedAgain(Instant now) {
    return new Job(
        id,
        manifest,
        progress.to(JobState.SUBMITTED, now),
        remote.askedAnew(),
        ending.with(null, ending.charged()),
        times.underWay());
  }

  /** Ended, and now to be submitted anew, as if it had just been accepted. */
  public Job submittedAnew(Instant now) {
    return new Job(
        id,
        manifest,
        progress.to(JobState.ACCEPTED, now),
        Remote.UNKNOWN,
        ending.with(null, ending.charged()),
        Timeline.from(times.acceptedAt()));
  }

  /** Ended, and now open again under the name that its manifest got when it was claimed anew. */
  public Job filedAs(String file) {
    return new Job(id, manifest.filedAs(file), progress, remote, ending, times);
  }

  /** The same job, whose manifest was dropped once more. */
  public Job droppedAgain(Manifest newcomer) {
    return new Job(
        id,
        manifest.filedAs(newcomer.file()).from(newcomer.origin()),
        progress,
        remote,
        ending,
        times);
  }

  /** The gateway is still at work, or says so. */
  public Job stillRunning(String status, Instant now, Look next) {
    return new Job(
        id,
        manifest,
        progress.to(state(), next.at()),
        remote.saysUnfinished(status, now),
        ending.with(null, ending.charged()),
        times.expected(next.expectedEnd()));
  }

  /** The gateway said a word that is not believed yet: it is asked again. */
  public Job says(String status, Instant now, Instant nextLookAt, String words) {
    return new Job(
        id,
        manifest,
        progress.again(state(), nextLookAt),
        remote.says(status, now),
        ending.with(words, ending.charged()),
        times);
  }

  /** A step that costs nothing did not succeed: the state stays, the next try is later. */
  public Job tryAgain(Instant dueAt, String words) {
    return new Job(
        id,
        manifest,
        progress.again(state(), dueAt),
        remote,
        ending.with(words, ending.charged()),
        times);
  }

  public Job ready(String status, List<String> mediaUrls, Instant now) {
    return new Job(
        id,
        manifest,
        // Fresh links are most often links to the same file: what failed with it still counts.
        progress.onward(JobState.READY, now),
        remote.says(status, now).with(mediaUrls),
        ending.with(null, Charged.YES),
        times.ready(now));
  }

  /** A whole file came and was no video: it is fetched once more. */
  public Job unverified(Instant dueAt, String words) {
    return new Job(
        id,
        manifest,
        progress.unverifiedAgain(dueAt),
        remote,
        ending.with(words, Charged.YES),
        times);
  }

  /** The result's links are dead: the status is asked for fresh ones. */
  public Job needsFreshLinks(Instant dueAt, String words) {
    return new Job(
        id,
        manifest,
        progress.again(JobState.SUBMITTED, dueAt),
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
        progress.to(JobState.DELIVERED, null),
        remote.with(List.of()),
        ending.delivered(outputs),
        times.finished(now));
  }

  public Job failed(FailureReason reason, @Nullable String words, Charged charged, Instant now) {
    return new Job(
        id,
        manifest,
        progress.to(JobState.FAILED, null),
        remote,
        ending.failed(reason, words, charged),
        times.finished(now));
  }

  /** Given up by a person; what was said of it and what it may have cost stay as they were. */
  public Job abandoned(Instant now) {
    return new Job(
        id,
        manifest,
        progress.to(JobState.ABANDONED, null),
        remote,
        ending.with(ending.words(), ending.charged()),
        times.finished(now));
  }

  /** The job as it stands after its write was committed. */
  public Job stored() {
    return new Job(id, manifest, progress.stored(), remote, ending, times);
  }
}
