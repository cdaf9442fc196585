package dev.omnihuman.job;

import org.jspecify.annotations.Nullable;

/**
 * How one attempt to submit ended, and what must follow. This is the table of the money: whatever
 * leads to {@link JobState#ACCEPTED} is sent again by itself, so only what was surely not accepted
 * by the gateway may lead there.
 */
public enum SubmitOutcome {
  /** A 2xx answer with a usable request id. */
  ACCEPTED(
      JobState.SUBMITTED, Charged.YES, null, "The gateway accepted it and named a request id."),
  /** The request never left: no address, no connection, no TLS. */
  NOT_SENT(
      JobState.ACCEPTED,
      Charged.NO,
      null,
      "It never left this machine, so nothing was charged; it is sent again " + "by itself."),
  /** A 2xx answer without a usable request id. */
  UNUSABLE_ANSWER(
      JobState.IN_DOUBT,
      Charged.UNKNOWN,
      null,
      "The gateway's answer names no request id that can be used; the video "
          + "may have been charged."),
  /** The connection broke or fell silent after the request had begun to leave. */
  ANSWER_LOST(
      JobState.IN_DOUBT,
      Charged.UNKNOWN,
      null,
      "The connection broke before an answer came; the video may have been " + "charged."),
  /** An answer that does not say whether the request was accepted: 408, 409, any 5xx but 501. */
  UNCLEAR_ANSWER(
      JobState.IN_DOUBT,
      Charged.UNKNOWN,
      null,
      "The gateway's answer does not say whether it was accepted; the video "
          + "may have been charged."),
  /** The program stopped, or its lease ran out, before an answer was stored. */
  INTERRUPTED(
      JobState.IN_DOUBT,
      Charged.UNKNOWN,
      null,
      "The program stopped before an answer was stored; the video may have " + "been charged."),
  /** An unclear answer that omnihuman.submit.assume-refused names: it is taken for a refusal. */
  ASSUMED_REFUSED(
      JobState.ACCEPTED,
      Charged.NO,
      Gate.RATE,
      "The answer is one that omnihuman.submit.assume-refused names, so it "
          + "counts as not accepted; it is sent again by itself."),
  /** 3xx: the base URL is not the gateway's. */
  REDIRECTED(
      JobState.ACCEPTED,
      Charged.NO,
      Gate.CONFIGURATION,
      "The address led elsewhere; nothing was charged. Set the gateway's base " + "URL right."),
  /** 404, 405, 501 or "model not found": path or model is wrong, for every job alike. */
  NOT_SERVED(
      JobState.ACCEPTED,
      Charged.NO,
      Gate.CONFIGURATION,
      "The gateway does not serve this path or model; nothing was charged. " + "Set them right."),
  /** 401, or 403 that speaks of no quota. */
  KEY_REFUSED(
      JobState.ACCEPTED,
      Charged.NO,
      Gate.KEY,
      "The gateway refused the key; nothing was charged. Put the right key in " + "its place."),
  /** 402. */
  NO_BALANCE(
      JobState.ACCEPTED,
      Charged.NO,
      Gate.BALANCE,
      "The wallet had not enough balance; nothing was charged. Fill the " + "wallet."),
  /** 429, or 403 that speaks of a quota or names a Retry-After. */
  TOO_MANY(
      JobState.ACCEPTED,
      Charged.NO,
      Gate.RATE,
      "The gateway asked us to slow down; nothing was charged, and it is sent "
          + "again by itself."),
  /** 425: the gateway asks for the same request a little later; believed once for a job. */
  TOO_EARLY(
      JobState.ACCEPTED,
      Charged.NO,
      null,
      "The gateway asked for the same request a little later; nothing was "
          + "charged, and it is sent again by itself."),
  /** Any other 4xx: the input is at fault. */
  INPUT_REFUSED(
      JobState.FAILED,
      Charged.NO,
      null,
      "The gateway refused the request for its content; nothing was charged. "
          + "Correct the manifest.");

  private final JobState next;
  private final Charged charged;
  private final @Nullable Gate closes;
  private final String meaning;

  SubmitOutcome(JobState next, Charged charged, @Nullable Gate closes, String meaning) {
    this.meaning = meaning;
    this.next = next;
    this.charged = charged;
    this.closes = closes;
  }

  /** In a sentence or two: what happened, and what follows. */
  public String meaning() {
    return meaning;
  }

  /** The state in which this outcome leaves the job. */
  public JobState next() {
    return next;
  }

  public Charged charged() {
    return charged;
  }

  /** The gate that this outcome shuts for all jobs, or null. */
  public @Nullable Gate closes() {
    return closes;
  }

  /** Whether the gateway has answered in a way that proves it open to us. */
  public boolean opensGates() {
    return this == ACCEPTED;
  }

  /** Whether nobody knows if the gateway accepted the request. */
  public boolean isDoubtful() {
    return next == JobState.IN_DOUBT;
  }

  /** Whether it is the gateway, and not our own end, that left a doubt. */
  public boolean isDoubtOfGateway() {
    return isDoubtful() && this != INTERRUPTED;
  }
}
