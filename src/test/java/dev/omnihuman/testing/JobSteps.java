package dev.omnihuman.testing;

import dev.omnihuman.job.Attempt.Answer;
import dev.omnihuman.job.Charged;
import dev.omnihuman.job.FailureReason;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import dev.omnihuman.job.Manifest;
import dev.omnihuman.job.Move;
import dev.omnihuman.job.SubmitOutcome;
import dev.omnihuman.ledger.Acceptance;
import dev.omnihuman.ledger.JobLedger;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** The steps of a job's life, each stored in a ledger. */
public record JobSteps(JobLedger ledger, Clock clock) {

  private static final Duration LEASE = Duration.ofMinutes(2);

  public Job accept(String file) {
    return accept(List.of(Manifests.in(file))).get(0);
  }

  /** The new jobs among what became of these manifests. */
  public List<Job> accept(List<Manifest> manifests) {
    return ledger.accept(manifests).stream()
        .filter(Acceptance.NewJob.class::isInstance)
        .map(accepted -> ((Acceptance.NewJob) accepted).job())
        .toList();
  }

  public Job begin(Job job) {
    return ledger.move(Move.of(job, job.submitting(clock.instant().plus(LEASE))));
  }

  /** The answer to a submit that has begun. */
  public Job answer(Job begun, Answer answer) {
    boolean accepted = answer.outcome() == SubmitOutcome.ACCEPTED;
    return ledger.settle(begun, answer, accepted ? "request-" + begun.id() : null);
  }

  public Job answer(Job begun, SubmitOutcome outcome) {
    String words = outcome == SubmitOutcome.ACCEPTED ? null : "words on " + outcome;
    return answer(begun, new Answer(clock.instant(), outcome, words, null));
  }

  public Job submit(Job job) {
    return answer(begin(job), SubmitOutcome.ACCEPTED);
  }

  public Job ready(Job submitted) {
    List<String> urls = List.of("https://example.com/1.mp4", "https://example.com/2.mp4");
    return ledger.move(Move.of(submitted, submitted.ready("COMPLETED", urls, clock.instant())));
  }

  /** All the way from ACCEPTED. */
  public Job deliver(Job accepted) {
    Job ready = ready(submit(accepted));
    return ledger.move(Move.of(ready, ready.delivered(clock.instant(), List.of("clip.mp4"))));
  }

  public Job fail(Job job) {
    return ledger.move(
        Move.of(
            job, job.failed(FailureReason.REMOTE_FAILED, "no face", Charged.YES, clock.instant())));
  }

  public Job giveBack(Job job, Duration wait) {
    return ledger.move(Move.of(job, job.giveBack(clock.instant().plus(wait))));
  }

  public Job stored(Job job) {
    return ledger.find(job.id()).orElseThrow();
  }

  public JobState state(Job job) {
    return stored(job).state();
  }
}
