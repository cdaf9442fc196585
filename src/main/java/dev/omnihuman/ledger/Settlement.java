package dev.omnihuman.ledger;

import dev.omnihuman.job.Attempt;
import dev.omnihuman.job.Attempt.Answer;
import dev.omnihuman.job.Backoff;
import dev.omnihuman.job.Charged;
import dev.omnihuman.job.Durations;
import dev.omnihuman.job.FailureReason;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import dev.omnihuman.job.LookSchedule;
import dev.omnihuman.job.Move;
import dev.omnihuman.job.SubmitOutcome;
import dev.omnihuman.job.SubmitRules;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the end of an attempt to submit does to its job, by the rules that people have chosen. */
final class Settlement {

  private static final Backoff AGAIN =
      Backoff.withFullJitter(Duration.ofSeconds(5), Duration.ofMinutes(5));

  private final SubmitRules rules;
  private final LookSchedule looks;
  private final JobReader reader;

  Settlement(LedgerRules rules, JobReader reader) {
    this.rules = rules.submit();
    this.looks = rules.looks();
    this.reader = reader;
  }

  /**
   * @param job SUBMITTING, or IN_DOUBT when its answer came after all
   * @param requestId what the gateway called it; null if it was not accepted
   */
  Move of(Job job, Answer answer, @Nullable String requestId) {
    return new Move(job, after(job, answer, requestId), answer);
  }

  private Job after(Job job, Answer answer, @Nullable String requestId) {
    SubmitOutcome outcome = answer.outcome();
    String words = Objects.requireNonNullElse(answer.words(), outcome.name());
    return switch (rules.next(outcome, earlier(job, outcome))) {
      case SUBMITTED -> submitted(job, Objects.requireNonNull(requestId, "request id"), answer);
      case ACCEPTED -> job.submitAgain(dueAgain(job, answer), words, outcome.charged());
      case IN_DOUBT -> job.inDoubt(words);
      case FAILED -> job.failed(reason(outcome), words, outcome.charged(), answer.at());
      default -> throw new IllegalStateException("no submit ends in " + outcome.next());
    };
  }

  private Job submitted(Job job, String requestId, Answer answer) {
    Instant now = answer.at();
    if (job.state() != JobState.SUBMITTING) {
      // In doubt till now: it may be finished long since.
      return job.foundSubmitted(requestId, startOfAttempt(job), now);
    }
    Durations learned = reader.durations(job.manifest().request().resolution());
    return job.submitted(requestId, now, looks.first(learned, now));
  }

  private Instant startOfAttempt(Job job) {
    return reader.attempts(job.id()).stream()
        .filter(attempt -> attempt.number() == job.progress().attempt())
        .findFirst()
        .map(Attempt::startedAt)
        .orElseThrow();
  }

  private List<Attempt> earlier(Job job, SubmitOutcome outcome) {
    if (!rules.looksBack(outcome)) {
      return List.of();
    }
    int current = job.progress().attempt();
    return reader.attempts(job.id()).stream().filter(a -> a.number() < current).toList();
  }

  /** A job stopped by a gate is due at once, or when it was told to be: the gate decides then. */
  private static Instant dueAgain(Job job, Answer answer) {
    Duration own =
        answer.outcome().closes() != null ? Duration.ZERO : AGAIN.delay(job.progress().tries());
    Duration asked = Objects.requireNonNullElse(answer.retryAfter(), Duration.ZERO);
    return answer.at().plus(own.compareTo(asked) > 0 ? own : asked);
  }

  private static FailureReason reason(SubmitOutcome outcome) {
    if (outcome == SubmitOutcome.NO_BALANCE) {
      return FailureReason.NO_BALANCE;
    }
    return outcome.isDoubtful() ? FailureReason.SUBMIT_UNCLEAR : FailureReason.INPUT_REFUSED;
  }

  /** Whether an answer that comes late still decides about a job: it waits for just this one. */
  static boolean isAwaitedBy(Job job, Job asked, Answer answer) {
    if (job.progress().attempt() != asked.progress().attempt() || answer.outcome().isDoubtful()) {
      return false;
    }
    return switch (job.state()) {
      // Its lease ran out, and it is just being, or has been, put in doubt.
      case SUBMITTING, IN_DOUBT -> true;
      // A rule or a person had it submitted again, but that has not begun: it need not be paid
      // twice.
      case ACCEPTED ->
          job.ending().charged() == Charged.UNKNOWN && answer.outcome() == SubmitOutcome.ACCEPTED;
      // Given up too early: what is paid for is fetched.
      case FAILED ->
          job.ending().reason() == FailureReason.SUBMIT_UNCLEAR
              && answer.outcome() == SubmitOutcome.ACCEPTED;
      case ABANDONED -> answer.outcome() == SubmitOutcome.ACCEPTED;
      default -> false;
    };
  }
}
