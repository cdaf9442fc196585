package dev.omnihuman.job;

/** Why a job is {@link JobState#FAILED}. */
public enum FailureReason {
  INPUT_REFUSED(
      "The gateway refused the request for its content.",
      "Correct the manifest and drop it again."),
  NO_BALANCE(
      "The wallet has not enough balance, and omnihuman.submit.on-402 says that jobs fail then.",
      "Fill the wallet, then retry the job or drop its manifest again."),
  SUBMIT_UNCLEAR(
      "Nobody knows whether the gateway accepted the request, and omnihuman.submit.on-doubt says"
          + " that jobs fail then.",
      "Look in the provider's account whether this request is there, and if so resolve the job by"
          + " its id. To submit it again, at the risk of paying twice, resubmit it, or add"
          + " \"force\": true to its manifest and drop that again."),
  REMOTE_FAILED(
      "The gateway accepted the request and could not make the video.",
      "Read the provider's words. A retry, or the manifest dropped again, asks about it once more,"
          + " which is free. To have it made anew, at a new price, resubmit it, or add"
          + " \"force\": true to its manifest and drop that again."),
  REMOTE_ERROR(
      "The gateway reported a system error, which the provider does not charge.",
      "Retry the job, or drop its manifest again; it is submitted anew."),
  NO_USABLE_OUTPUT(
      "The gateway says that the video is complete, but names no file that may be fetched.",
      "Ask the provider about this request id; the video is paid for. A retry, or the manifest"
          + " dropped again, asks about it once more, which is free."),
  RESULT_GONE(
      "The video was finished and charged, but its links lead to no video that can be fetched, fresh"
          + " ones neither.",
      "Ask the provider about this request id; the video is paid for. What had come lies in"
          + " .quarantine in the outbox. A retry, or the manifest dropped again, asks about it once"
          + " more, which is free."),
  UNVERIFIED(
      "The finished file came whole three times, and was no whole MP4 each time.",
      "Look at the bytes in .quarantine in the outbox; they are paid for, and may play all the same."
          + " A retry, or the manifest dropped again, asks about it once more, which is free."),
  LOST_REMOTE(
      "The gateway does not know the request id that it gave.",
      "Ask the provider about this request id; it may be paid for. A retry, or the manifest"
          + " dropped again, asks about it once more, which is free."),
  DEADLINE(
      "The gateway did not finish the video within omnihuman.job.deadline and the 7 days after it.",
      "Ask the provider about this request id; it is paid for. A retry, or the manifest dropped"
          + " again, asks about it once more, which is free.");

  private final String meaning;
  private final String advice;

  FailureReason(String meaning, String advice) {
    this.meaning = meaning;
    this.advice = advice;
  }

  /** One sentence: what happened. */
  public String meaning() {
    return meaning;
  }

  /** What a person can do next, whether at the page, the command line or a share. */
  public String advice() {
    return advice;
  }
}
