package dev.omnihuman.bucket;

import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** What goes wrong with a bucket, in words that say what may be done about it. */
final class Troubles {

  private final String where;

  /**
   * @param where the bucket's address for people
   */
  Troubles(String where) {
    this.where = where;
  }

  BucketException of(SdkException trouble) {
    return trouble instanceof AwsServiceException answer ? answered(answer) : unanswered(trouble);
  }

  private BucketException answered(AwsServiceException answer) {
    int status = answer.statusCode();
    String words = "%s answered %d%s".formatted(where, status, details(answer));
    String advice = advice(status, code(answer));
    return advice.isEmpty()
        ? new BucketException(words, answer)
        : new BucketException.Refused("%s; %s".formatted(words, advice), answer);
  }

  private static String details(AwsServiceException answer) {
    if (answer.awsErrorDetails() == null) {
      return "";
    }
    String message = answer.awsErrorDetails().errorMessage();
    String code = code(answer);
    return (code.isEmpty() ? "" : " " + code)
        + (message == null || message.isBlank() ? "" : " (" + message.strip() + ")");
  }

  static String code(AwsServiceException answer) {
    return answer.awsErrorDetails() == null || answer.awsErrorDetails().errorCode() == null
        ? ""
        : answer.awsErrorDetails().errorCode();
  }

  /** Empty where time may heal it. */
  private static String advice(int status, String code) {
    if (code.equals("RequestTimeTooSkewed")) {
      return "set this machine's clock";
    }
    return switch (status) {
      case 301, 307, 308 ->
          "the bucket lies elsewhere: correct omnihuman.outbox.s3.region or omnihuman.outbox.s3.endpoint";
      case 400 ->
          code.equals("RequestTimeout")
              ? ""
              : "correct the settings of the bucket, omnihuman.outbox.s3.region first, or the credentials";
      case 401, 403 ->
          "the credentials are refused, or may not do this: correct them, or give them the rights to"
              + " list the bucket, to read and write its objects, and to abort multipart uploads";
      case 404 ->
          "there is no such bucket: correct omnihuman.outbox.s3.bucket, its region or its endpoint";
      default -> "";
    };
  }

  private BucketException unanswered(SdkException trouble) {
    Throwable root = trouble;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    // What the library itself says tells of its own retries; what lies at the bottom tells why.
    String why = root.getMessage() == null ? root.toString() : root.getMessage();
    return new BucketException("%s does not answer: %s".formatted(where, why), trouble);
  }

  BucketException.Refused noCredentials(Exception cause) {
    return new BucketException.Refused(
        ("no credentials for %s were found: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, a"
                + " profile, a role, or omnihuman.outbox.s3.credentials-file (%s)")
            .formatted(where, cause.getMessage()),
        cause);
  }
}
