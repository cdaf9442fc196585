package dev.omnihuman.delivery;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A whole, verified file that is not yet published; flushed to the disk.
 *
 * @param size in bytes
 * @param sha256 in hex
 * @param modifiedAt when the file was last changed, as its host says; null if it says nothing
 * @param seconds how long it plays; null if it does not tell
 */
record FetchedFile(
    Path part,
    long size,
    String sha256,
    @Nullable Instant modifiedAt,
    @Nullable BigDecimal seconds) {

  /** One that tells neither its age nor how long it plays. */
  FetchedFile(Path part, long size, String sha256) {
    this(part, size, sha256, null, null);
  }
}
