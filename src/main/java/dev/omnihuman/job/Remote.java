package dev.omnihuman.job;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the gateway told of a job.
 *
 * @param requestId the provider's id, checked by {@link RequestId}
 * @param status the provider's latest word, such as QUEUED
 * @param statusSince since when it says that word without another in between; null before the first
 * @param unfinishedAt until when it is known that the request was not finished; null if it was not
 *     watched from its submit on, because then nobody can tell how long it took
 * @param mediaUrls where the finished files lie; empty unless the job is READY
 */
public record Remote(
    @Nullable String requestId,
    @Nullable String status,
    @Nullable Instant statusSince,
    @Nullable Instant unfinishedAt,
    List<String> mediaUrls) {

  /** Our word for a request of which the gateway says 404. */
  public static final String NOT_FOUND = "NOT FOUND";

  public static final Remote UNKNOWN = new Remote(null, null, null, null, List.of());

  public Remote {
    mediaUrls = List.copyOf(mediaUrls);
  }

  /**
   * @param unfinishedAt when it was submitted; null if that is not known exactly
   */
  static Remote accepted(String requestId, @Nullable Instant unfinishedAt) {
    return new Remote(requestId, null, null, unfinishedAt, List.of());
  }

  /** The gateway was asked and said a word, perhaps the same as before. */
  Remote says(String word, Instant now) {
    return new Remote(requestId, word, sinceWhen(word, now), unfinishedAt, mediaUrls);
  }

  /** It says that it is not finished. */
  Remote saysUnfinished(String word, Instant now) {
    Instant known = unfinishedAt == null ? null : now;
    return new Remote(requestId, word, sinceWhen(word, now), known, mediaUrls);
  }

  Remote with(List<String> urls) {
    return new Remote(requestId, status, statusSince, unfinishedAt, urls);
  }

  /** What it said so far counts no more, however long it has said it. */
  Remote askedAnew() {
    return new Remote(requestId, status, null, null, List.of());
  }

  /** Since when the gateway says this word, if it says it now. */
  public Instant sinceWhen(String word, Instant now) {
    return word.equals(status) && statusSince != null ? statusSince : now;
  }
}
