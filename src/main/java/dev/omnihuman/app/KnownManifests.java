package dev.omnihuman.app;

import dev.omnihuman.folders.Folders;
import dev.omnihuman.settings.SettingsException;

/** Manifests in the folders that only a ledger could know: read again, they would be paid again. */
final class KnownManifests {

  private KnownManifests() {}

  /**
   * @param state what is wrong with the ledger
   * @param backup what may be restored
   * @throws SettingsException if there are any
   */
  static void refuse(Folders folders, String state, String backup) {
    Folders.Filed filed = folders.filed();
    int working = new JsonFiles(filed.working()).countBeneath();
    int done = new JsonFiles(filed.done()).countBeneath();
    if (working + done > 0) {
      throw new SettingsException(
          "%s, but manifests lie in %s (%d) and %s (%d): without it nobody knows"
                  .formatted(state, filed.working(), working, filed.done(), done)
              + " what was paid for; restore %s, or, if these manifests may".formatted(backup)
              + " be forgotten, move them elsewhere");
    }
  }
}
