package dev.omnihuman.notices;

import dev.omnihuman.desk.Spoken;
import dev.omnihuman.job.FailureReason;
import dev.omnihuman.job.Job;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Texts as they may leave the program. */
final class Plain {

  private static final int LONGEST = 2_000;

  /** Signed links carry their secret there. */
  private static final Pattern SECRET_OF_LINK =
      Pattern.compile("(?i)(https?://[^\\s\"'<>?#]*)[?#][^\\s\"'<>]*");

  private static final Pattern USER_OF_LINK = Pattern.compile("(?i)(https?://)[^\\s\"'<>/@]*@");

  private Plain() {}

  /** One line of words, whoever said them, without what is secret in links. */
  static @Nullable String words(@Nullable String text) {
    if (text == null) {
      return null;
    }
    String masked = SECRET_OF_LINK.matcher(text).replaceAll("$1?****");
    masked = USER_OF_LINK.matcher(masked).replaceAll("$1****@");
    String line = Spoken.printable(masked);
    return line.length() <= LONGEST
        ? line
        : line.substring(0, line.offsetByCodePoints(0, line.codePointCount(0, LONGEST) - 1)) + "…";
  }

  /** One sentence: what the job's state means. */
  static String meaning(Job job) {
    return switch (job.state()) {
      case ACCEPTED -> "It is taken, and not yet accepted by the gateway.";
      case SUBMITTING -> "Its paid call is under way.";
      case IN_DOUBT ->
          "The gateway's answer was lost or unclear: it may have been accepted and charged.";
      case SUBMITTED -> "The gateway has accepted it and makes its video.";
      case READY -> "Its video is made and paid for, and waits to be fetched.";
      case DELIVERED -> "Its video lies whole in the outbox.";
      case FAILED -> {
        FailureReason reason = job.ending().reason();
        yield reason == null ? "It ended badly." : reason.meaning();
      }
      case ABANDONED -> "A person gave it up.";
    };
  }
}
