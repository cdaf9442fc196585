package dev.omnihuman.ledger;

import dev.omnihuman.job.JobState;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a person searches for.
 *
 * @param states one at least
 * @param text the beginning of an id, a request id, or a part of a name, of a manifest's name or of
 *     the words on a job, in whatever case
 * @param beforeId among those that were accepted before this one; empty text: from the newest
 * @param limit how many are found at most
 */
public record Wanted(Set<JobState> states, String text, String beforeId, int limit) {

  public Wanted {
    states = Set.copyOf(states);
  }

  /** Whether a person who wrote the text may mean this job. */
  boolean isMetBy(String id, @Nullable String requestId, @Nullable String... texts) {
    String small = small();
    if (id.startsWith(small) || text.equals(requestId)) {
      return true;
    }
    for (String each : texts) {
      if (Objects.requireNonNullElse(each, "").toLowerCase(Locale.ROOT).contains(small)) {
        return true;
      }
    }
    return false;
  }

  boolean mayBeginAnId() {
    return text.length() >= JobReader.SHORTEST_ID && small().matches("[0-9a-z]{1,26}");
  }

  String small() {
    return text.toLowerCase(Locale.ROOT);
  }
}
