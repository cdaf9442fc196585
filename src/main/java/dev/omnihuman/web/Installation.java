package dev.omnihuman.web;

import dev.omnihuman.bucket.Bucket;
import dev.omnihuman.folders.Folders;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The running program.
 *
 * @param bucket where finished videos appear; null: in the outbox folder
 * @param simulated whether the gateway is our simulator: nothing is charged
 */
public record Installation(
    String version,
    Instant startedAt,
    Folders folders,
    @Nullable Bucket bucket,
    boolean simulated) {

  /** Where finished videos appear, for people. */
  String outbox() {
    return bucket == null ? folders.outbox().toString() : bucket.uri("");
  }
}
