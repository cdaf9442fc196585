package dev.omnihuman.delivery;

import dev.omnihuman.bucket.Uploads;
import dev.omnihuman.folders.Folders;
import dev.omnihuman.job.OutputRules;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of finished videos.
 *
 * @param rules what a job leaves besides them
 * @param uploads bring them into a bucket; null: they go into the outbox folder
 * @param room whether the disk takes another video; asked where videos wait there for the bucket:
 *     those must be let go even when it is full, because that makes room
 */
public record Results(OutputRules rules, @Nullable Uploads uploads, BooleanSupplier room) {

  static Results inFolder(OutputRules rules) {
    return new Results(rules, null, () -> true);
  }

  Outbox outbox(Folders folders) {
    return uploads == null ? new FolderOutbox(folders, rules) : new BucketOutbox(uploads, rules);
  }
}
