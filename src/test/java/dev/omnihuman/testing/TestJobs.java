package dev.omnihuman.testing;

import dev.omnihuman.job.Attempt.Answer;
import dev.omnihuman.job.GenerateRequest;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import dev.omnihuman.job.Look;
import dev.omnihuman.job.Manifest;
import dev.omnihuman.job.Move;
import dev.omnihuman.job.SubmitOutcome;
import dev.omnihuman.job.SubmitRules;
import dev.omnihuman.ledger.JobLedger;
import dev.omnihuman.ledger.LedgerRules;
import dev.omnihuman.ledger.SqliteLedger;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A real ledger on a clock of the test's own, and jobs that have come a part of their way. */
public final class TestJobs implements AutoCloseable {

  public static final Duration LEASE = Duration.ofMinutes(2);
  public static final Duration TRIAL_DELAY = Duration.ofMinutes(5);

  private final TestClock clock = new TestClock(Instant.parse("2026-05-22T13:17:32Z"));
  private final LedgerRules rules;
  private final JobLedger ledger;

  public TestJobs(Path home) {
    this(home, SubmitRules.DEFAULT);
  }

  public TestJobs(Path home, SubmitRules submit) {
    this.rules = TestRules.on(clock, submit);
    this.ledger = SqliteLedger.open(home, rules);
  }

  public TestClock clock() {
    return clock;
  }

  public Instant now() {
    return clock.instant();
  }

  public LedgerRules rules() {
    return rules;
  }

  public JobLedger ledger() {
    return ledger;
  }

  /** The job as the ledger has it now. */
  public Job stored(Job job) {
    return ledger.find(job.id()).orElseThrow();
  }

  /** ACCEPTED, and claimed by the caller. */
  public Job accepted(String name) {
    GenerateRequest request =
        new GenerateRequest(
            "https://example.com/face.png", "https://example.com/%s.mp3".formatted(name), "720p");
    ledger.accept(List.of(new Manifest(name + ".json", name, false, request)));
    return claimed(name, ledger.claimToSubmit(100));
  }

  /** SUBMITTING: the intent is committed. */
  public Job submitting(String name) {
    Job job = accepted(name);
    return ledger.move(Move.of(job, job.submitting(now().plus(LEASE))));
  }

  /** SUBMITTED with the request id {@code req-NAME}, and claimed for a look. */
  public Job submitted(String name) {
    Job job = submitting(name);
    Job submitted = job.submitted("req-" + name, now(), new Look(now(), null));
    ledger.move(new Move(job, submitted, new Answer(now(), SubmitOutcome.ACCEPTED, null, null)));
    return claimed(name, ledger.claim(JobState.SUBMITTED, 100));
  }

  /** The answer to a submit that has begun: accepted, with this id; claimed for a look. */
  public Job acceptedByGateway(Job begun, String requestId) {
    ledger.settle(begun, new Answer(now(), SubmitOutcome.ACCEPTED, null, null), requestId);
    return claimed(begun.manifest().name(), ledger.claim(JobState.SUBMITTED, 100));
  }

  /** READY with these links, and claimed for the download. */
  public Job ready(String name, String... links) {
    Job job = submitted(name);
    ledger.move(Move.of(job, job.ready("COMPLETED", List.of(links), now())));
    return claimed(name, ledger.claim(JobState.READY, 100));
  }

  private static Job claimed(String name, List<Job> jobs) {
    return jobs.stream()
        .filter(job -> job.manifest().name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Override
  public void close() {
    ledger.close();
  }
}
