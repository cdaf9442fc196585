package dev.omnihuman.desk;

import dev.omnihuman.folders.ManifestFiling;
import dev.omnihuman.gateway.GatewayReply;
import dev.omnihuman.gateway.StatusCheck;
import dev.omnihuman.job.Attempt;
import dev.omnihuman.job.Attempt.Answer;
import dev.omnihuman.job.Backoff;
import dev.omnihuman.job.Gate;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.Move;
import dev.omnihuman.job.RequestId;
import dev.omnihuman.job.StatusRules;
import dev.omnihuman.job.SubmitOutcome;
import dev.omnihuman.ledger.JobLedger;
import dev.omnihuman.ledger.Lead;
import dev.omnihuman.ledger.StaleJobException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Variable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Heals submits whose answer was lost: a callback named the request, and our own status request,
 * which is free, says whether the gateway knows it. Only then is it the job's, and what the gateway
 * said of it is news of the job.
 */
public final class Healing {

  private static final Logger LOG = LoggerFactory.getLogger(Healing.class);

  private static final Backoff AGAIN =
      Backoff.withFullJitter(Duration.ofSeconds(5), Duration.ofMinutes(5));

  /** Until the answer that confirmed the request is stored as news of the job. */
  private static final Duration A_MOMENT = Duration.ofSeconds(2);

  /** Answers that say nothing of a request, but of the gateway's state or ours. */
  private static final Set<Integer> SAY_NOTHING = Set.of(401, 403, 408, 425, 429);

  private final JobLedger ledger;
  private final StatusCheck statusCheck;
  private final ManifestFiling filing;
  private final Reopening reopening;
  private final Clock clock;

  public Healing(JobLedger ledger, StatusCheck statusCheck, ManifestFiling filing, Clock clock) {
    this.ledger = ledger;
    this.statusCheck = statusCheck;
    this.filing = filing;
    this.reopening = new Reopening(ledger, filing);
    this.clock = clock;
  }

  /** The path behind the status endpoint: the request id, which was checked when it came. */
  public String path(@Variable("lead") Lead lead) {
    if (!RequestId.isValid(lead.requestId())) {
      throw new IllegalStateException(
          "a lead of job %s has an unusable request id".formatted(lead.job().label()));
    }
    return lead.requestId();
  }

  /** Stores what the gateway says of a request that a callback has named. */
  public void record(@Variable("lead") Lead lead, @Variable("reply") GatewayReply reply)
      throws IOException {
    if (StatusCheck.confirms(lead.requestId(), reply)) {
      confirmed(lead, reply);
      return;
    }
    if (reply.status() == 401 || reply.status() == 403) {
      ledger.shut(Gate.KEY, StatusCheck.words(reply));
    }
    boolean denied = reply.status() < 500 && !SAY_NOTHING.contains(reply.status());
    // What a callback named comes but once, and the gateway may not know it yet.
    later(
        lead,
        StatusCheck.words(reply),
        denied ? StatusRules.NOT_FOUND_GRACE : StatusRules.LATE_RESULTS);
  }

  public void recordNoAnswer(
      @Variable("lead") Lead lead, @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) IOException cause) {
    later(lead, StatusCheck.words(cause), StatusRules.LATE_RESULTS);
  }

  private void confirmed(Lead lead, GatewayReply reply) throws IOException {
    Optional<Job> owner = ledger.findByRequestId(lead.requestId());
    if (owner.isPresent() && !owner.get().id().equals(lead.job().id())) {
      LOG.warn(
          "job {}: a callback about it names the request {}, which is that of job {}; not believed",
          lead.job().label(),
          lead.requestId(),
          owner.get().label());
      ledger.callbacks().drop(lead);
      return;
    }
    Optional<Job> waiting = ledger.callbacks().confirm(lead);
    if (waiting.isEmpty()) {
      LOG.warn(
          "job {}: its attempt {} was accepted after all, as request {}: it was paid for besides",
          lead.job().label(),
          lead.attempt(),
          lead.requestId());
      return;
    }
    try {
      Job healed = reopening.store(healing(lead, waiting.get()));
      ledger.callbacks().drop(lead);
      filing.file(healed);
      filing.file(statusCheck.record(healed, reply));
    } catch (StaleJobException e) {
      // Moved by somebody else just now; whether it still waits for this is seen the next time.
      later(lead, "the job is just being moved", StatusRules.LATE_RESULTS);
    }
  }

  private Move healing(Lead lead, Job job) {
    Instant now = clock.instant();
    Job next =
        job.foundSubmitted(lead.requestId(), startOf(lead.attempt(), job), now.plus(A_MOMENT));
    String words =
        "a callback named the request %s, and the gateway knows it".formatted(lead.requestId());
    boolean latest = lead.attempt() == job.progress().attempt();
    Answer answer = latest ? new Answer(now, SubmitOutcome.ACCEPTED, words, null) : null;
    return new Move(job, next, answer).because(words);
  }

  private Instant startOf(int attempt, Job job) {
    return ledger.attempts(job.id()).stream()
        .filter(one -> one.number() == attempt)
        .findFirst()
        .map(Attempt::startedAt)
        .orElseThrow();
  }

  private void later(Lead lead, String why, Duration longest) {
    Instant now = clock.instant();
    if (now.isAfter(lead.receivedAt().plus(longest))) {
      LOG.warn(
          "job {}: a callback about it named the request {}, which the gateway does not confirm;"
              + " not believed: {}",
          lead.job().label(),
          lead.requestId(),
          why);
      ledger.callbacks().drop(lead);
      return;
    }
    Instant next = now.plus(AGAIN.delay(lead.tries()));
    LOG.info(
        "job {}: a callback names the request {}; not confirmed: {}; asked again at {}",
        lead.job().label(),
        lead.requestId(),
        why,
        next);
    ledger.callbacks().followLater(lead, next);
  }
}
