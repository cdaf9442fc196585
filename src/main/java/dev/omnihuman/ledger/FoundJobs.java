package dev.omnihuman.ledger;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one search found. Each search looks through a stretch of the ledger, so that it takes the
 * same time in a ledger of any size; the first one finds ids and request ids wherever they are.
 *
 * @param jobs the newest first; perhaps none
 * @param before from where the next search goes on; null: everything was looked through
 * @param searchedBackTo when the last job that was looked at was accepted; null with {@code before}
 */
public record FoundJobs(
    List<ListedJob> jobs, @Nullable String before, @Nullable Instant searchedBackTo) {

  public FoundJobs {
    jobs = List.copyOf(jobs);
  }
}
