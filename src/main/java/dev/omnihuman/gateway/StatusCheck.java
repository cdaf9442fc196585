package dev.omnihuman.gateway;

import dev.omnihuman.failpoint.Failpoint;
import dev.omnihuman.job.Backoff;
import dev.omnihuman.job.Charged;
import dev.omnihuman.job.Durations;
import dev.omnihuman.job.FailureReason;
import dev.omnihuman.job.Gate;
import dev.omnihuman.job.GateDelays;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.Look;
import dev.omnihuman.job.LookSchedule;
import dev.omnihuman.job.Move;
import dev.omnihuman.job.Remote;
import dev.omnihuman.job.RequestId;
import dev.omnihuman.job.StatusRules;
import dev.omnihuman.ledger.JobLedger;
import dev.omnihuman.ledger.LedgerRules;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Variable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the gateway's word on a job does to it. Asking is free, so a look that fails never fails the
 * job: it is asked again, later.
 */
public final class StatusCheck {

  private static final Logger LOG = LoggerFactory.getLogger(StatusCheck.class);
  private static final Duration LONGEST_BACKOFF = Duration.ofMinutes(5);
  private static final int MOST_UNKNOWN_WORDS = 1000;

  /** Of which a callback tells. */
  private static final Set<String> FINAL_WORDS = Set.of("COMPLETED", "FAILED", "ERROR");

  private final JobLedger ledger;
  private final Clock clock;
  private final StatusRules rules;
  private final ResultLinks links;
  private final LookSchedule looks;
  private final CallbackWatch watch;
  private final Backoff again;
  private final Set<String> unknownWords = ConcurrentHashMap.newKeySet();

  /**
   * @param ledgerRules which say, too, when a job is asked about again that the gateway works on
   * @param watch told of results that came without a callback
   */
  public StatusCheck(
      JobLedger ledger,
      LedgerRules ledgerRules,
      StatusRules rules,
      ResultLinks links,
      CallbackWatch watch) {
    this.ledger = ledger;
    this.clock = ledgerRules.clock();
    this.rules = rules;
    this.links = links;
    this.looks = ledgerRules.looks();
    this.watch = watch;
    this.again = Backoff.withFullJitter(rules.interval(), LONGEST_BACKOFF);
  }

  /** The path behind the status endpoint: the request id, which was checked when it came. */
  public String path(@Variable("job") Job job) {
    String requestId = job.requestId();
    if (!RequestId.isValid(requestId)) {
      throw new IllegalStateException("job %s has an unusable request id".formatted(job.label()));
    }
    return requestId;
  }

  /** The table of status answers, by HTTP status first. */
  public Job record(@Variable("job") Job job, @Variable("reply") GatewayReply reply) {
    Failpoint.AFTER_STATUS_ANSWER.reached();
    return switch (reply.status() / 100 == 2 ? 200 : reply.status()) {
      case 200 -> recordWord(job, reply);
      case 404 -> notFound(job);
      case 401, 403 -> keyRefused(job, reply);
      default -> lookAgain(job, reply, words(reply));
    };
  }

  private Job recordWord(Job job, GatewayReply reply) {
    StatusAnswer answer = StatusAnswer.read(reply.body());
    if (answer.status() == null) {
      return lookAgain(job, "the gateway's status answer is no JSON object with a status");
    }
    if (!job.requestId().equals(answer.requestId())) {
      return lookAgain(job, "the gateway's status answer names another request id");
    }
    return recordWord(job, answer.status(), answer);
  }

  private Job recordWord(Job job, String status, StatusAnswer answer) {
    Instant now = clock.instant();
    String words = ProviderJson.printable(answer.error());
    if (FINAL_WORDS.contains(status)) {
      noticeSilence(job, status);
    }
    return switch (status) {
      case "QUEUED", "PROCESSING" -> stillRunning(job, status, now, Duration.ZERO);
      case "COMPLETED" -> complete(job, answer, now);
      case "FAILED" ->
          store(
              job,
              job.says(status, now, now, words)
                  .failed(FailureReason.REMOTE_FAILED, words, Charged.YES, now));
      case "ERROR" -> error(job, words, now);
      default -> {
        if (unknownWords.size() < MOST_UNKNOWN_WORDS && unknownWords.add(status)) {
          LOG.warn("job {}: the gateway says {}, a word that we do not know", job.label(), status);
        }
        yield stillRunning(job, status, now, StatusRules.UNKNOWN_WORD_INTERVAL);
      }
    };
  }

  private void noticeSilence(Job job, String word) {
    boolean news = !word.equals(job.remote().status());
    if (news && watch.isTrusting() && ledger.callbacks().isUnheardOf(job)) {
      watch.foundUnheard();
    }
  }

  /**
   * Not final: asked again, less often beyond the deadline, and given up 7 days after it.
   *
   * @param least the shortest wait until the next look
   */
  private Job stillRunning(Job job, String status, Instant now, Duration least) {
    Look next = looksFor(job).next(job, status, learned(job), now);
    Instant deadline = deadline(job, now);
    if (now.isAfter(deadline.plus(StatusRules.LATE_RESULTS))) {
      String words = "the gateway still says " + status;
      return store(
          job,
          job.stillRunning(status, now, next)
              .failed(FailureReason.DEADLINE, words, Charged.YES, now));
    }
    Duration usual = Duration.between(now, next.at());
    Duration wait = usual.compareTo(least) > 0 ? usual : looks.spread(least);
    Instant at = now.plus(paced(wait, now, deadline));
    return store(job, job.stillRunning(status, now, new Look(at, next.expectedEnd())));
  }

  /** Nobody calls back about an attempt without an address: asking is all that there is. */
  private LookSchedule looksFor(Job job) {
    return watch.isTrusting() && !ledger.callbacks().isAwaited(job)
        ? looks.every(rules.interval())
        : looks;
  }

  private Durations learned(Job job) {
    return ledger.durations(job.manifest().request().resolution());
  }

  private Instant deadline(Job job, Instant now) {
    return Objects.requireNonNullElse(job.times().submittedAt(), now).plus(rules.deadline());
  }

  private Duration paced(Duration wait, Instant now, Instant deadline) {
    boolean late = now.isAfter(deadline) && wait.compareTo(StatusRules.LATE_INTERVAL) < 0;
    return late ? looks.spread(StatusRules.LATE_INTERVAL) : wait;
  }

  private Job complete(Job job, StatusAnswer answer, Instant now) {
    String objection = links.objection(answer.mediaUrls());
    if (objection == null) {
      Job ready = job.ready("COMPLETED", answer.mediaUrls(), now);
      Duration took = looks.took(job, answer.took(), learned(job), now);
      return ledger.move(Move.of(job, ready).showing(took));
    }
    Instant since = job.remote().sinceWhen("COMPLETED", now);
    if (now.isAfter(since.plus(StatusRules.OUTPUT_GRACE))) {
      return store(job, job.failed(FailureReason.NO_USABLE_OUTPUT, objection, Charged.YES, now));
    }
    return store(job, job.says("COMPLETED", now, nextLook(job, now), objection));
  }

  /** "System error — not charged": believed when two looks say so, then submitted again. */
  private Job error(Job job, String words, Instant now) {
    Instant confirmedAt = job.remote().sinceWhen("ERROR", now).plus(rules.confirmErrorAfter());
    if (now.isBefore(confirmedAt)) {
      Duration wait = Duration.between(now, confirmedAt);
      Duration next = wait.compareTo(rules.interval()) > 0 ? wait : rules.interval();
      String doubt = "the gateway reports ERROR (" + words + "); asked again before it is believed";
      return store(job, job.says("ERROR", now, now.plus(looks.spread(next)), doubt));
    }
    Job confirmed = job.says("ERROR", now, now, words);
    if (ledger.wasFinished(job.id())) {
      // It was complete, or failed at its price, before: that it is not charged cannot be believed.
      String late = "after it had been finished the gateway reports ERROR: " + words;
      return store(job, confirmed.failed(FailureReason.REMOTE_FAILED, late, Charged.YES, now));
    }
    int resubmits = ledger.resubmitsAfterError(job.id());
    if (resubmits >= rules.maxResubmitsOnError()) {
      return store(job, confirmed.failed(FailureReason.REMOTE_ERROR, words, Charged.NO, now));
    }
    Duration delay = GateDelays.nth(rules.errorRetryDelays(), resubmits);
    String reason = "the gateway reported ERROR, which is not charged: " + words;
    return store(job, confirmed.submitAgain(now.plus(delay), reason, Charged.NO));
  }

  /** Unknown to the gateway: perhaps not yet, perhaps no more. */
  private Job notFound(Job job) {
    Instant now = clock.instant();
    Instant submittedAt = Objects.requireNonNullElse(job.times().submittedAt(), now);
    String words = "the gateway does not know the request %s".formatted(job.requestId());
    if (now.isBefore(submittedAt.plus(StatusRules.NOT_FOUND_GRACE))) {
      return lookAgain(job, words + " (yet)");
    }
    if (now.isAfter(deadline(job, now))) {
      return store(
          job,
          job.says(Remote.NOT_FOUND, now, now, words)
              .failed(FailureReason.LOST_REMOTE, words, job.ending().charged(), now));
    }
    Duration interval =
        rules.interval().compareTo(StatusRules.NOT_FOUND_INTERVAL) > 0
            ? rules.interval()
            : StatusRules.NOT_FOUND_INTERVAL;
    return store(job, job.says(Remote.NOT_FOUND, now, now.plus(looks.spread(interval)), words));
  }

  private Job keyRefused(Job job, GatewayReply reply) {
    ledger.shut(Gate.KEY, words(reply));
    return lookAgain(job, reply, words(reply));
  }

  /** Whether the gateway says by this answer that it knows a request. */
  public static boolean confirms(String requestId, GatewayReply reply) {
    StatusAnswer answer = StatusAnswer.read(reply.body());
    return reply.isSuccess() && answer.status() != null && requestId.equals(answer.requestId());
  }

  /** What people are told of an answer that says nothing of a job. */
  public static String words(GatewayReply reply) {
    return "the gateway answered %d to status: %s"
        .formatted(reply.status(), ProviderJson.words(reply.body()));
  }

  public Job recordNoAnswer(
      @Variable("job") Job job, @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) IOException cause) {
    return lookAgain(job, words(cause));
  }

  public static String words(IOException cause) {
    return "no status: " + ProviderJson.printable(cause.getMessage());
  }

  private Job lookAgain(Job job, String words) {
    return store(job, job.tryAgain(nextLook(job, clock.instant()), words));
  }

  /** No sooner than the gateway asks. */
  private Job lookAgain(Job job, GatewayReply reply, String words) {
    Instant now = clock.instant();
    Instant next = nextLook(job, now);
    @Nullable Duration asked = RetryAfter.parse(reply.retryAfter(), now);
    Instant allowed = asked == null ? next : now.plus(asked);
    return store(job, job.tryAgain(allowed.isAfter(next) ? allowed : next, words));
  }

  /**
   * Never sooner than the interval, then ever later, with jitter; past the deadline once an hour.
   */
  private Instant nextLook(Job job, Instant now) {
    Duration wait = rules.interval().plus(again.delay(job.progress().tries()));
    return now.plus(paced(wait, now, deadline(job, now)));
  }

  private Job store(Job before, Job after) {
    return ledger.move(Move.of(before, after));
  }
}
