package dev.omnihuman.web;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Browsers that have shown the token. They are forgotten when the program ends: then people sign in
 * again.
 */
final class Sessions {

  static final Duration LONGEST = Duration.ofHours(12);

  private static final int MOST = 1000;
  private static final int BYTES = 32;

  private final SecureRandom random = new SecureRandom();
  private final Clock clock;

  /** Id to end, the oldest first. */
  private final Map<String, Instant> ends = new LinkedHashMap<>();

  Sessions(Clock clock) {
    this.clock = clock;
  }

  synchronized String begin() {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    String id = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    Instant now = clock.instant();
    ends.values().removeIf(end -> !end.isAfter(now));
    if (ends.size() >= MOST) {
      ends.remove(ends.keySet().iterator().next());
    }
    ends.put(id, now.plus(LONGEST));
    return id;
  }

  synchronized boolean isOpen(String id) {
    Instant end = ends.get(id);
    return end != null && end.isAfter(clock.instant());
  }

  synchronized void end(String id) {
    ends.remove(id);
  }
}
