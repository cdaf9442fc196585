package dev.omnihuman.gateway;

import dev.omnihuman.failpoint.Failpoint;
import dev.omnihuman.job.Backoff;
import dev.omnihuman.job.Charged;
import dev.omnihuman.job.FailureReason;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.Move;
import dev.omnihuman.job.RequestId;
import dev.omnihuman.ledger.JobLedger;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Variable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the gateway's word on a job does to it. Asking is free, so a look that fails never fails the
 * job: it is asked again, later.
 */
public final class StatusCheck {

  private static final Logger LOG = LoggerFactory.getLogger(StatusCheck.class);
  private static final Duration UNKNOWN_WORD = Duration.ofSeconds(60);
  private static final Duration OUTPUT_GRACE = Duration.ofMinutes(10);
  private static final Duration LONGEST_BACKOFF = Duration.ofMinutes(5);

  private final JobLedger ledger;
  private final Clock clock;
  private final Duration interval;
  private final ResultLinks links;
  private final Backoff again;

  /**
   * @param interval the shortest time between two looks at one job
   */
  public StatusCheck(JobLedger ledger, Clock clock, Duration interval, ResultLinks links) {
    this.ledger = ledger;
    this.clock = clock;
    this.interval = interval;
    this.links = links;
    this.again = Backoff.withFullJitter(interval, LONGEST_BACKOFF);
  }

  /** The path behind the status endpoint: the request id, which was checked when it came. */
  public String path(@Variable("job") Job job) {
    String requestId = job.requestId();
    if (!RequestId.isValid(requestId)) {
      throw new IllegalStateException("job %s has an unusable request id".formatted(job.label()));
    }
    return requestId;
  }

  public Job record(@Variable("job") Job job, @Variable("reply") GatewayReply reply) {
    Failpoint.AFTER_STATUS_ANSWER.reached();
    if (!reply.isSuccess()) {
      String words = ProviderJson.words(reply.body());
      return lookAgain(
          job, "the gateway answered %d to status: %s".formatted(reply.status(), words));
    }
    StatusAnswer answer = StatusAnswer.read(reply.body());
    if (answer.status() == null) {
      return lookAgain(job, "the gateway's status answer is no JSON object with a status");
    }
    if (!job.requestId().equals(answer.requestId())) {
      return lookAgain(job, "the gateway's status answer names another request id");
    }
    return record(job, answer.status(), answer);
  }

  private Job record(Job job, String status, StatusAnswer answer) {
    Instant now = clock.instant();
    String words = ProviderJson.printable(answer.error());
    return switch (status) {
      case "QUEUED", "PROCESSING" -> store(job, job.stillRunning(status, now.plus(interval)));
      case "COMPLETED" -> complete(job, answer.mediaUrls(), now);
      case "FAILED" -> store(job, job.failed(FailureReason.REMOTE_FAILED, words, Charged.YES, now));
      case "ERROR" -> store(job, job.failed(FailureReason.REMOTE_ERROR, words, Charged.NO, now));
      default -> {
        if (!status.equals(job.remote().status())) {
          LOG.warn("job {}: the gateway says {}, a word that we do not know", job.label(), status);
        }
        yield store(job, job.stillRunning(status, now.plus(UNKNOWN_WORD)));
      }
    };
  }

  private Job complete(Job job, List<String> mediaUrls, Instant now) {
    String objection = links.objection(mediaUrls);
    if (objection == null) {
      return store(job, job.ready("COMPLETED", mediaUrls, now));
    }
    Instant since = Objects.requireNonNullElse(job.times().readyAt(), now);
    if (now.isAfter(since.plus(OUTPUT_GRACE))) {
      return store(job, job.failed(FailureReason.NO_USABLE_OUTPUT, objection, Charged.YES, now));
    }
    return store(job, job.completeWithoutOutput(now, nextLook(job, now), objection));
  }

  public Job recordNoAnswer(
      @Variable("job") Job job, @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) IOException cause) {
    return lookAgain(job, "no status: " + ProviderJson.printable(cause.getMessage()));
  }

  private Job lookAgain(Job job, String words) {
    return store(job, job.tryAgain(nextLook(job, clock.instant()), words));
  }

  /** Never sooner than the interval, then ever later, with jitter. */
  private Instant nextLook(Job job, Instant now) {
    return now.plus(interval).plus(again.delay(job.progress().tries()));
  }

  private Job store(Job before, Job after) {
    return ledger.move(Move.of(before, after));
  }
}
