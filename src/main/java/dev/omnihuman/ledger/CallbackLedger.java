package dev.omnihuman.ledger;

import dev.omnihuman.job.Job;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What callbacks set off. Nothing that they say is believed; it only decides when to ask, and whom.
 */
public interface CallbackLedger {

  /** What a callback was good for. */
  enum Hint {
    /** No attempt has this token. */
    UNKNOWN_TOKEN,
    /** The job is looked at, now or in a moment. */
    LOOK,
    /** It may be the lost answer to a submit: the gateway is asked whether it is. */
    LEAD,
    /** The job has what it needs, or the callback is about another request than the job's. */
    NOTHING
  }

  /**
   * Stores what follows from a callback. The first one makes the job due now, further ones no
   * sooner than {@link SqlCallbackLedger#BETWEEN_HINTS} after that.
   *
   * @param tokenHash the hash of the token that it came with
   * @param requestId what it calls the request
   */
  Hint hint(String tokenHash, String requestId);

  /** Whether the gateway was asked to call back about a job's latest attempt. */
  boolean isAwaited(Job job);

  /**
   * Whether the gateway was to call back about a job's latest attempt, and has not done so since
   * the job was last seen unfinished.
   */
  boolean isUnheardOf(Job job);

  /**
   * Leases up to {@code limit} leads that are due and still of use, those that have waited longest
   * first. While the answer of a submit may still come, there is nothing to follow.
   */
  List<Lead> claimLeads(int limit);

  /** The gateway could not confirm it now. */
  void followLater(Lead lead, Instant at);

  /** It led nowhere, or the job has taken it. */
  void drop(Lead lead);

  /**
   * The gateway knows the request, so the attempt was accepted and has its price, whatever becomes
   * of the job.
   *
   * @return the job as it stands, to be moved on to this request; empty if it has another one that
   *     it goes on with: then the first was paid for besides, and the lead is dropped
   */
  Optional<Job> confirm(Lead lead);

  /** Whether a lead is being followed. */
  boolean hasLeads();

  /** Whether a job is in doubt that was submitted after this time and may still be called about. */
  boolean awaitsCallsSince(Instant start);
}
