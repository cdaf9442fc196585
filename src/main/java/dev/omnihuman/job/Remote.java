package dev.omnihuman.job;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the gateway told of a job.
 *
 * @param requestId the provider's id, checked by {@link RequestId}
 * @param status the provider's latest word, such as QUEUED
 * @param mediaUrls where the finished files lie; empty unless the job is READY
 */
public record Remote(@Nullable String requestId, @Nullable String status, List<String> mediaUrls) {

  public static final Remote UNKNOWN = new Remote(null, null, List.of());

  public Remote {
    mediaUrls = List.copyOf(mediaUrls);
  }
}
