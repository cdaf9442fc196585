package dev.omnihuman.delivery;

import dev.omnihuman.bucket.Uploads;
import dev.omnihuman.folders.Folders;
import dev.omnihuman.job.OutputRules;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of finished videos.
 *
 * @param rules what a job leaves besides them
 * @param uploads bring them into a bucket; null: they go into the outbox folder
 */
public record Results(OutputRules rules, @Nullable Uploads uploads) {

  Outbox outbox(Folders folders) {
    return uploads == null ? new FolderOutbox(folders, rules) : new BucketOutbox(uploads, rules);
  }
}
