package dev.omnihuman.delivery;

import dev.omnihuman.job.Job;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Where finished videos appear. A name in it is a whole video; a name that is taken is never
 * replaced. Publishing can be begun again after a crash at any point: what the same job published
 * before is recognised.
 */
interface Outbox extends AutoCloseable {

  /**
   * The names under which this job was published, if a crash came between that and telling the
   * ledger. What the crash kept from being published beside the videos is there when this returns.
   */
  Optional<List<String>> findPublished(Job job) throws IOException;

  /**
   * Gives verified files their names, durably, with a sidecar that tells of them.
   *
   * @param progress is told of what is sent, where something is
   * @return the names, as the ledger keeps them
   */
  List<String> publish(
      Job job, List<FetchedFile> files, Instant publishedAt, Downloader.Progress progress)
      throws IOException;

  /**
   * Whether the outbox may be out of reach while links die: then what was fetched is kept, and is
   * not fetched again.
   */
  boolean isElsewhere();

  @Override
  void close();
}
