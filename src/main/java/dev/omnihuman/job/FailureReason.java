package dev.omnihuman.job;

/** Why a job is {@link JobState#FAILED}. */
public enum FailureReason {
  INPUT_REFUSED(
      "The gateway refused the request for its content.",
      "Correct the manifest and drop it into the inbox again."),
  NO_BALANCE(
      "The wallet has not enough balance, and omnihuman.submit.on-402 says that jobs fail then.",
      "Fill the wallet and drop the manifest into the inbox again."),
  SUBMIT_UNCLEAR(
      "Nobody knows whether the gateway accepted the request, and omnihuman.submit.on-doubt says"
          + " that jobs fail then.",
      "Look in the provider's account whether this request is there. To submit it again, at the"
          + " risk of paying twice, add \"force\": true and drop it into the inbox again."),
  REMOTE_FAILED(
      "The gateway accepted the request and could not make the video.",
      "Read the provider's words. Dropped into the inbox again, the manifest is asked about once"
          + " more, which is free; to try again at a new price, add \"force\": true."),
  REMOTE_ERROR(
      "The gateway reported a system error, which the provider does not charge.",
      "Drop the manifest into the inbox again; it is submitted anew."),
  NO_USABLE_OUTPUT(
      "The gateway says that the video is complete, but names no file that may be fetched.",
      "Ask the provider about this request id; the video is paid for. Dropped into the inbox again,"
          + " the manifest is asked about once more, which is free."),
  RESULT_GONE(
      "The video was finished and charged, but its links lead to no video that can be fetched, fresh"
          + " ones neither.",
      "Ask the provider about this request id; the video is paid for. What had come lies in"
          + " .quarantine in the outbox. Dropped into the inbox again, the manifest is asked about"
          + " once more, which is free."),
  UNVERIFIED(
      "The finished file came whole three times, and was no whole MP4 each time.",
      "Look at the bytes in .quarantine in the outbox; they are paid for, and may play all the same."
          + " Dropped into the inbox again, the manifest is asked about once more, which is free."),
  LOST_REMOTE(
      "The gateway does not know the request id that it gave.",
      "Ask the provider about this request id; it may be paid for. Dropped into the inbox again,"
          + " the manifest is asked about once more, which is free."),
  DEADLINE(
      "The gateway did not finish the video within omnihuman.job.deadline and the 7 days after it.",
      "Ask the provider about this request id; it is paid for. Dropped into the inbox again, the"
          + " manifest is asked about once more, which is free.");

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

  /** What a person can do next. */
  public String advice() {
    return advice;
  }
}
