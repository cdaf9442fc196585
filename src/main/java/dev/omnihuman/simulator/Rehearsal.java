package dev.omnihuman.simulator;

import org.jspecify.annotations.Nullable;

/**
 * Trouble to order: what becomes of a request whose {@code image_url} has a last path segment that
 * starts with one of these words, such as {@code https://example.com/simulate-failed.png}; see
 * {@link Script}.
 */
enum Rehearsal {
  KEY_REFUSED("key-refused", "401", SubmitFault.refused(Refusal.unauthorized())),
  FORBIDDEN(
      "forbidden", "403", SubmitFault.refused(403, "Forbidden", "This key has no subscription.")),
  QUOTA(
      "quota",
      "403 that speaks of a quota",
      SubmitFault.refused(403, "Forbidden", "Out of call volume quota.").withSeconds()),
  NO_BALANCE("no-balance", "402", SubmitFault.refused(Refusal.noBalance())),
  MODEL_NOT_FOUND(
      "model-not-found",
      "400 \"Model not found\"",
      SubmitFault.refused(
          400, "Model not found", "Model '" + SimulatedGateway.MODEL + "' is disabled")),
  NOT_FOUND(
      "not-found", "404", SubmitFault.refused(Refusal.notFound("There is no such endpoint."))),
  REDIRECT("redirect", "302", SubmitFault.redirected("https://login.example.com/")),
  BAD_INPUT(
      "bad-input", "400", SubmitFault.refused(Refusal.badRequest("The image cannot be read."))),
  UNPROCESSABLE(
      "unprocessable",
      "422",
      SubmitFault.refused(422, "Unprocessable Content", "The speech is too long.")),
  TOO_EARLY("too-early", "425", SubmitFault.refused(425, "Too Early", "Try again.")),
  RATE_LIMIT("rate-limit", "429, Retry-After: 5", SubmitFault.refused(Refusal.tooManyRequests(5))),
  RATE_LIMIT_DATE(
      "rate-limit-date",
      "429, Retry-After as a date",
      SubmitFault.refused(429, "Too Many Requests", "Rate limit exceeded.").withDate()),
  SERVER_ERROR("server-error", "500", SubmitFault.refused(Refusal.serverError())),
  BAD_GATEWAY("bad-gateway", "502", SubmitFault.refused(502, "Bad Gateway", "No answer.")),
  UNAVAILABLE(
      "unavailable",
      "503, Retry-After: 5",
      SubmitFault.refused(503, "Service Unavailable", "We are busy.").withSeconds()),
  UNAVAILABLE_DATE(
      "unavailable-date",
      "503, Retry-After as a date",
      SubmitFault.refused(503, "Service Unavailable", "We are busy.").withDate()),
  PAGE("page", "200 with HTML", SubmitFault.page()),
  EMPTY("empty", "accepted; 202 without a body", SubmitFault.acceptedWith("")),
  NO_ID(
      "no-id",
      "accepted; 202 without a request_id",
      SubmitFault.acceptedWith("{\"status\": \"QUEUED\"}")),
  BAD_ID(
      "bad-id",
      "accepted; 202 with an unusable request_id",
      SubmitFault.acceptedWith("{\"request_id\": \"../../x\", \"status\": \"QUEUED\"}")),
  CUT("cut", "accepted; the 202 breaks off in the middle", SubmitFault.acceptedAndCut()),
  RESET("reset", "the connection breaks before it is accepted", drop(false)),
  LOST_ANSWER("lost-answer", "accepted; the connection breaks before the answer", drop(true)),
  HANG("hang", "accepted; the answer comes after 90 s", SubmitFault.over(Wire.LATE, true)),

  STATUS_KEY_REFUSED(
      "status-key-refused", "status: 401", LookFault.refused(Refusal.unauthorized())),
  STATUS_NOT_FOUND(
      "status-not-found", "status: 404", LookFault.refused(Refusal.notFound("No such request."))),
  STATUS_SERVER_ERROR(
      "status-server-error", "status: 500", LookFault.refused(Refusal.serverError())),
  STATUS_PAGE("status-page", "status: 200 with HTML", LookFault.page()),
  STATUS_RESET("status-reset", "status: the connection breaks", LookFault.over(Wire.DROPPED)),
  STATUS_UNKNOWN_WORD(
      "status-unknown-word",
      "status: a word that is in no documentation",
      LookFault.saying(report -> report.saying("PREPARING", null))),
  STATUS_OTHER_ID(
      "status-other-id",
      "status: FAILED, with the id of another request",
      LookFault.saying(report -> report.of("another-request").saying("FAILED", "not yours"))),
  STATUS_NO_OUTPUT(
      "status-no-output",
      "status: COMPLETED without an output",
      LookFault.sayingAtTheEnd(report -> report.saying("COMPLETED", null))),
  STATUS_FALSE_ERROR(
      "status-false-error",
      "status: ERROR in place of COMPLETED",
      LookFault.sayingAtTheEnd(report -> report.saying("ERROR", "a passing trouble"))),

  FAILED("failed", "accepted; ends in FAILED", Ending.FAILED),
  ERROR("error", "accepted; ends in ERROR, which is not charged", Ending.ERROR),
  STUCK("stuck", "accepted; never ends", Ending.NEVER),
  NONE("", "accepted; ends in COMPLETED", Ending.COMPLETED);

  private final String word;
  private final String meaning;
  private final Ending ending;
  private final @Nullable SubmitFault submitFault;
  private final @Nullable LookFault lookFault;

  Rehearsal(String word, String meaning, SubmitFault fault) {
    this(word, meaning, Ending.COMPLETED, fault, null);
  }

  Rehearsal(String word, String meaning, LookFault fault) {
    this(word, meaning, Ending.COMPLETED, null, fault);
  }

  Rehearsal(String word, String meaning, Ending ending) {
    this(word, meaning, ending, null, null);
  }

  Rehearsal(
      String word,
      String meaning,
      Ending ending,
      @Nullable SubmitFault submitFault,
      @Nullable LookFault lookFault) {
    this.word = word;
    this.meaning = meaning;
    this.ending = ending;
    this.submitFault = submitFault;
    this.lookFault = lookFault;
  }

  private static SubmitFault drop(boolean accepts) {
    return SubmitFault.over(Wire.DROPPED, accepts);
  }

  /** How a picture's name begins that asks for it. */
  String trigger() {
    return this == NONE ? "" : "simulate-" + word;
  }

  /** In a few words. */
  String meaning() {
    return meaning;
  }

  /** How the request ends if it is accepted. */
  Ending ending() {
    return ending;
  }

  /** What is wrong with the answer to the submit; null if nothing is. */
  @Nullable SubmitFault submitFault() {
    return submitFault;
  }

  /** What is wrong with the answers to status requests; null if nothing is. */
  @Nullable LookFault lookFault() {
    return lookFault;
  }
}
