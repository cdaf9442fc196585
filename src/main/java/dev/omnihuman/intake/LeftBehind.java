package dev.omnihuman.intake;

import dev.omnihuman.folders.Folders;
import dev.omnihuman.folders.RelativeNames;
import dev.omnihuman.job.Manifest;
import dev.omnihuman.ledger.JobReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells what the program itself left in sub-folders of {@code working/} from what people keep
 * there. The latter must never be paid for, so in doubt a manifest stays where it is, and a line of
 * the log says so, once.
 */
final class LeftBehind {

  private static final Logger LOG = LoggerFactory.getLogger(LeftBehind.class);

  private final Folders folders;
  private final JobReader ledger;

  /** The sub-folders of what is being taken; the inbox's may be removed when they are empty. */
  private final Set<String> claimed = new HashSet<>();

  private final Set<String> told = new HashSet<>();

  LeftBehind(Folders folders, JobReader ledger) {
    this.folders = folders;
    this.ledger = ledger;
  }

  /** A file of this name is about to come from the inbox. */
  void claiming(String name) {
    claimed.add(RelativeNames.folder(name));
  }

  /** The ledger has everything that was claimed. */
  void allTold() {
    claimed.clear();
  }

  /** Whether a file in this sub-folder may have come from the inbox; empty: in none. */
  boolean isFromInbox(String folder) {
    return folder.isEmpty()
        || claimed.contains(folder)
        || (folders.recursive() && isInInbox(folder))
        || ledger.knowsFolder(folder);
  }

  private boolean isInInbox(String folder) {
    try {
      RelativeNames.requireRealFolders(folders.inbox(), folder + "x");
      Path mirrored = folders.inbox().resolve(folder);
      return Files.isDirectory(mirrored, LinkOption.NOFOLLOW_LINKS);
    } catch (IOException e) {
      return false; // a link on the way: nothing is taken through it
    }
  }

  /**
   * Whether a manifest asks by force, from a sub-folder, for what the ledger knows: a wish that a
   * crash cut off, or a manifest that somebody put there when its video was made.
   */
  boolean isDoubtfulWish(Manifest manifest) {
    return manifest.force()
        && !RelativeNames.folder(manifest.file()).isEmpty()
        && !claimed.contains(RelativeNames.folder(manifest.file()))
        && ledger.knowsContent(manifest.contentHash());
  }

  void tellOfFolder(String folder, String name) {
    if (told.add(folder)) {
      LOG.warn(
          "manifests in the folder {} of working, such as {}, are left alone: no job came from there"
              + " and the inbox has no such folder; what shall be made belongs in the inbox",
          folder,
          name);
    }
  }

  void tellOfWish(Manifest manifest) {
    if (told.add(manifest.file())) {
      LOG.warn(
          "{} in working asks by force for a video that was asked for before, and no job tells"
              + " whether this is a new wish: it is left there and costs nothing; move it into the"
              + " inbox if it shall be made",
          manifest.file());
    }
  }

  void tellOfClosed(Path folder) {
    if (told.add(folder.toString())) {
      LOG.warn("{} cannot be looked into; what lies there is left until this program may", folder);
    }
  }
}
