package dev.omnihuman.gateway;

import dev.omnihuman.job.Backoff;
import dev.omnihuman.job.Gate;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import dev.omnihuman.job.RequestId;
import dev.omnihuman.job.StatusRules;
import dev.omnihuman.ledger.JobLedger;
import dev.omnihuman.ledger.Lead;
import dev.omnihuman.ledger.StaleJobException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Variable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Heals submits whose answer was lost: a callback named the request, and our own status request,
 * which is free, says whether the gateway knows it. Only then is it the job's.
 */
public final class Healing {

  private static final Logger LOG = LoggerFactory.getLogger(Healing.class);

  private static final Backoff AGAIN =
      Backoff.withFullJitter(Duration.ofSeconds(5), Duration.ofMinutes(5));

  private final JobLedger ledger;
  private final Clock clock;

  public Healing(JobLedger ledger, Clock clock) {
    this.ledger = ledger;
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

  /**
   * Stores what the gateway says of a request that a callback has named.
   *
   * @return the job, healed or as it was
   */
  public Job record(@Variable("lead") Lead lead, @Variable("reply") GatewayReply reply) {
    StatusAnswer answer = StatusAnswer.read(reply.body());
    if (reply.isSuccess() && isAbout(lead, answer)) {
      return confirmed(lead);
    }
    if (reply.status() == 404) {
      return unknown(lead);
    }
    if (reply.status() == 401 || reply.status() == 403) {
      ledger.shut(Gate.KEY, StatusCheck.words(reply));
    }
    return later(lead, "the gateway answered %d".formatted(reply.status()));
  }

  /** Whether the answer that confirmed a request is now news of the job. */
  public boolean hasHealed(@Variable("lead") Lead lead, @Variable("job") Job job) {
    return job.state() == JobState.SUBMITTED
        && lead.job().state() != JobState.SUBMITTED
        && lead.requestId().equals(job.remote().requestId());
  }

  public Job recordNoAnswer(
      @Variable("lead") Lead lead, @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) IOException cause) {
    return later(lead, ProviderJson.printable(cause.getMessage()));
  }

  private static boolean isAbout(Lead lead, StatusAnswer answer) {
    return answer.status() != null && lead.requestId().equals(answer.requestId());
  }

  private Job confirmed(Lead lead) {
    Job job = lead.job();
    Optional<Job> owner = ledger.findByRequestId(lead.requestId());
    if (owner.isPresent()) {
      LOG.warn(
          "job {}: a callback about it names the request {}, which is that of job {}; not believed",
          job.label(),
          lead.requestId(),
          owner.get().label());
      ledger.callbacks().drop(lead);
      return job;
    }
    if (lead.isOfEarlierAttempt()) {
      LOG.warn(
          "job {}: its attempt {} was accepted after all, as request {}: it was paid for twice",
          job.label(),
          lead.attempt(),
          lead.requestId());
    }
    String words =
        lead.isOfEarlierAttempt()
            ? "attempt %d was accepted after all, as request %s"
                .formatted(lead.attempt(), lead.requestId())
            : "a callback named the request %s, and the gateway knows it"
                .formatted(lead.requestId());
    try {
      return ledger.callbacks().confirm(lead, words);
    } catch (StaleJobException e) {
      // Moved by somebody else just now: whether it still waits for this is seen the next time.
      return later(lead, "the job is just being moved");
    }
  }

  /** Perhaps not yet known; what a callback named must not be lost, because it comes but once. */
  private Job unknown(Lead lead) {
    Instant lastTry = lead.receivedAt().plus(StatusRules.NOT_FOUND_GRACE);
    if (clock.instant().isBefore(lastTry)) {
      return later(lead, "the gateway does not know the request (yet)");
    }
    LOG.warn(
        "job {}: a callback about it names the request {}, which the gateway does not know;"
            + " not believed",
        lead.job().label(),
        lead.requestId());
    ledger.callbacks().drop(lead);
    return lead.job();
  }

  private Job later(Lead lead, String why) {
    Instant next = clock.instant().plus(AGAIN.delay(lead.tries()));
    LOG.info(
        "job {}: a callback names the request {}; not confirmed: {}; asked again at {}",
        lead.job().label(),
        lead.requestId(),
        why,
        next);
    ledger.callbacks().followLater(lead, next);
    return lead.job();
  }
}
