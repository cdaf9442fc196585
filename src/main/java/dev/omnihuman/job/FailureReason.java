package dev.omnihuman.job;

/** Why a job is {@link JobState#FAILED}. */
public enum FailureReason {
  INPUT_REFUSED(
      "The gateway refused the request for its content.",
      "Correct the manifest and drop it into the inbox again."),
  REMOTE_FAILED(
      "The gateway accepted the request and could not make the video.",
      "Read the provider's words. To try again, at a new price, drop the manifest into the inbox again."),
  REMOTE_ERROR(
      "The gateway reported a system error, which the provider does not charge.",
      "Drop the manifest into the inbox again."),
  NO_USABLE_OUTPUT(
      "The gateway says that the video is complete, but names no file that may be fetched.",
      "Ask the provider about this request id; the video is paid for.");

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

  /** One sentence: what a person can do next. */
  public String advice() {
    return advice;
  }
}
