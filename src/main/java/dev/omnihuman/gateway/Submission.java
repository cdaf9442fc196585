package dev.omnihuman.gateway;

import dev.omnihuman.failpoint.Failpoint;
import dev.omnihuman.job.Attempt.Answer;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.Move;
import dev.omnihuman.job.SubmitOutcome;
import dev.omnihuman.ledger.GateShutException;
import dev.omnihuman.ledger.JobLedger;
import dev.omnihuman.ledger.LedgerRules;
import dev.omnihuman.ledger.Spending;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Variable;
import org.jspecify.annotations.Nullable;

/** The one paid call: its intent, and what its answer does to the job. */
public final class Submission {

  private final JobLedger ledger;
  private final LedgerRules rules;
  private final SubmitTable table;
  private final Spending spending;
  private final CallbackAddresses callbacks;

  /**
   * @param rules whose lease is how long an answer may take before the job is in doubt
   */
  public Submission(
      JobLedger ledger,
      LedgerRules rules,
      SubmitTable table,
      Spending spending,
      CallbackAddresses callbacks) {
    this.ledger = ledger;
    this.rules = rules;
    this.table = table;
    this.spending = spending;
    this.callbacks = callbacks;
  }

  /**
   * Commits the intent, and with it who may call back. Only after this may the call be made.
   *
   * @throws GateShutException if a gate has shut; the job has been given back
   * @throws Spending.StoppedException if an answer could not be stored; nothing is spent then
   */
  public Job begin(@Variable("job") Job job) {
    spending.check();
    Instant now = rules.clock().instant();
    Job intent = job.submitting(now.plus(rules.lease()));
    String token = callbacks.token();
    String hash = token == null ? null : CallbackAddresses.hash(token);
    try {
      Failpoint.BEFORE_INTENT.reached();
      Job begun = spending.begin(Move.of(job, intent), hash, now);
      if (token != null) {
        // Not before: of two that claimed the job one after the other, only one gets here.
        callbacks.expect(begun, token);
      }
      Failpoint.AFTER_INTENT.reached();
      return begun;
    } catch (GateShutException e) {
      ledger.move(Move.of(job, job.giveBack(now)));
      throw e;
    }
  }

  /** Stores what an answer means. */
  public Job record(@Variable("job") Job job, @Variable("reply") GatewayReply reply) {
    Failpoint.AFTER_SUBMIT_ANSWER.reached();
    Instant now = rules.clock().instant();
    SubmitOutcome outcome = table.outcome(reply);
    if (outcome == SubmitOutcome.ACCEPTED) {
      String requestId = Objects.requireNonNull(SubmitTable.requestId(reply));
      Job stored = spending.settle(job, new Answer(now, outcome, null, null), requestId);
      Failpoint.AFTER_REQUEST_ID.reached();
      return stored;
    }
    Duration retryAfter = RetryAfter.parse(reply.retryAfter(), now);
    return spending.settle(job, new Answer(now, outcome, words(outcome, reply), retryAfter), null);
  }

  /** Stores that no whole answer came, and whether the request may have arrived. */
  public Job recordNoAnswer(
      @Variable("job") Job job, @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) IOException cause) {
    callbacks.forget(job);
    SubmitOutcome outcome =
        cause instanceof RequestNotSentException
            ? SubmitOutcome.NOT_SENT
            : SubmitOutcome.ANSWER_LOST;
    String words = ProviderJson.printable(cause.getMessage());
    return spending.settle(job, new Answer(rules.clock().instant(), outcome, words, null), null);
  }

  private static @Nullable String words(SubmitOutcome outcome, GatewayReply reply) {
    if (outcome == SubmitOutcome.REDIRECTED) {
      return "the gateway redirects (%d) to %s".formatted(reply.status(), hostOf(reply.location()));
    }
    return "the gateway answered %d: %s"
        .formatted(reply.status(), ProviderJson.words(reply.body()));
  }

  private static String hostOf(@Nullable String location) {
    try {
      String host = location == null ? null : URI.create(location).getHost();
      return host == null ? "another path" : ProviderJson.printable(host);
    } catch (IllegalArgumentException e) {
      return "an unreadable address";
    }
  }
}
