package dev.omnihuman.folders;

import dev.omnihuman.failpoint.Failpoint;
import dev.omnihuman.job.ClosedGate;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.Manifest;
import dev.omnihuman.job.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Variable;
import org.jspecify.annotations.Nullable;

/**
 * Puts a job's manifest where its state says that people will look for it, with a note beside it
 * where there was trouble. It follows the ledger: whatever a crash interrupts here is done again
 * from the ledger at the next start.
 */
public final class ManifestFiling {

  private static final String REASON = ".reason.json";

  /** More manifests of one name than that in one folder are not searched through. */
  private static final int MOST_NUMBERS = 1000;

  private final Folders folders;
  private final String site;

  /** For folders that nobody shares. */
  public ManifestFiling(Folders folders) {
    this(folders, Origin.FOLDER.site());
  }

  /**
   * @param site the name of these folders; manifests of others are left to whoever has them
   */
  public ManifestFiling(Folders folders, String site) {
    this.folders = folders;
    this.site = site;
  }

  private boolean isElsewhere(Job job) {
    return !job.manifest().liesIn(site);
  }

  /** Files the manifest of a job that has just been moved. */
  public void file(@Variable("job") Job job) throws IOException {
    if (isElsewhere(job)) {
      return;
    }
    switch (job.state()) {
      case DELIVERED -> moveTo(folders.filed().done(), job);
      case FAILED, ABANDONED -> {
        Path filed = moveTo(folders.filed().failed(), job);
        if (filed != null) {
          DurableFiles.replace(DurableFiles.noteBeside(filed, REASON), ManifestNotes.reason(job));
        }
      }
      case IN_DOUBT -> hold(job, ManifestNotes.doubt(job));
      case ACCEPTED -> {
        if (job.ending().words() != null) {
          hold(job, ManifestNotes.waiting(job));
        }
      }
      case READY -> {
        if (job.ending().words() == null) {
          Files.deleteIfExists(heldNote(job));
        } else {
          hold(job, ManifestNotes.unfetched(job));
        }
      }
      // Whatever it waited for is over; at each step, because a crash may have come in between.
      default -> Files.deleteIfExists(heldNote(job));
    }
  }

  private @Nullable Path moveTo(Path folder, Job job) throws IOException {
    Files.deleteIfExists(heldNote(job));
    return moveTo(folder, job.manifest());
  }

  private @Nullable Path moveTo(Path folder, Manifest manifest) throws IOException {
    Path working = atWork(manifest.file());
    try {
      Failpoint.BEFORE_FILING.reached();
      Path filed = DurableFiles.renameInto(working, folder, manifest.file());
      Failpoint.AFTER_FILING.reached();
      return filed;
    } catch (NoSuchFileException e) {
      return null; // filed before a crash, or taken away by a person; the ledger has the job
    }
  }

  /** Never beyond the folder, whatever a name says. */
  private Path atWork(String file) throws IOException {
    return RelativeNames.resolve(folders.filed().working(), file);
  }

  private Path heldNote(Job job) throws IOException {
    return DurableFiles.noteBeside(atWork(job.manifest().file()), ".held.txt");
  }

  private void hold(Job job, String text) throws IOException {
    if (isAtWork(job.manifest().file())) {
      DurableFiles.replace(heldNote(job), text);
    }
  }

  /** A manifest that asks for what an earlier job has: it is done with, and a note says why. */
  public void duplicate(Manifest manifest, Job earlier) throws IOException {
    Path filed = moveTo(folders.filed().done(), manifest);
    if (filed != null) {
      String text = ManifestNotes.duplicate(manifest, earlier, folders.outbox());
      DurableFiles.replace(DurableFiles.noteBeside(filed, ".duplicate.txt"), text);
    }
  }

  /** A manifest that asks for another try which might be charged again: back to {@code failed/}. */
  public void needsForce(Manifest manifest, Job earlier) throws IOException {
    Path filed = moveTo(folders.filed().failed(), manifest);
    if (filed != null) {
      // The note of a manifest that was moved, not copied, is history.
      for (Path note : reasonNotes(earlier)) {
        Path told = ManifestNotes.manifestBeside(note, earlier.manifest().file());
        if (!Files.exists(told, LinkOption.NOFOLLOW_LINKS)) {
          Files.deleteIfExists(note);
        }
      }
      DurableFiles.replace(DurableFiles.noteBeside(filed, REASON), ManifestNotes.reason(earlier));
    }
  }

  /** A note beside the manifest of a job that waits behind shut gates. */
  public void waitsAtGates(Job job, List<ClosedGate> gates) throws IOException {
    if (isElsewhere(job)) {
      return;
    }
    hold(job, ManifestNotes.waitsAtGates(job, gates));
  }

  /** The job waits at gates no longer; perhaps still for something of its own. */
  public void goesOn(Job job) throws IOException {
    if (isElsewhere(job)) {
      return;
    }
    if (job.ending().words() == null) {
      Files.deleteIfExists(heldNote(job));
    } else {
      hold(job, ManifestNotes.waiting(job));
    }
  }

  /** The job's manifest was dropped again: what {@code failed/} says of it is history. */
  public void forgetReasons(Job job) throws IOException {
    if (isElsewhere(job)) {
      return;
    }
    for (Path note : reasonNotes(job)) {
      Files.deleteIfExists(note);
    }
  }

  /** Whether a manifest of this name lies in {@code working/}. */
  public boolean isAtWork(String file) throws IOException {
    return Files.exists(atWork(file), LinkOption.NOFOLLOW_LINKS);
  }

  /**
   * Takes the manifest of a job that ended badly, and was opened again, back into {@code working/}.
   * If somebody took it away, or its new name, the job goes on without it.
   */
  public void takeBack(Job ended, Job reopened) throws IOException {
    if (isElsewhere(ended)) {
      return;
    }
    String file = reopened.manifest().file();
    for (Path note : reasonNotes(ended)) {
      Path manifest = ManifestNotes.manifestBeside(note, ended.manifest().file());
      if (!Files.exists(manifest, LinkOption.NOFOLLOW_LINKS)) {
        Files.deleteIfExists(note);
      } else if (!isAtWork(file)) {
        DurableFiles.makeFolders(folders.filed().working(), file);
        DurableFiles.moveNoReplace(manifest, atWork(file));
        Files.deleteIfExists(note);
      }
    }
  }

  /** The notes in {@code failed/} that tell of this very job, under whatever number. */
  private List<Path> reasonNotes(Job job) throws IOException {
    List<Path> notes = new ArrayList<>();
    Path first = RelativeNames.resolve(folders.filed().failed(), job.manifest().file());
    for (int n = 1; n <= MOST_NUMBERS; n++) {
      String name = String.valueOf(first.getFileName());
      Path manifest = n == 1 ? first : first.resolveSibling(DurableFiles.numbered(name, n));
      Path note = DurableFiles.noteBeside(manifest, REASON);
      if (!Files.exists(note) && !Files.exists(manifest, LinkOption.NOFOLLOW_LINKS)) {
        break;
      }
      if (Files.isRegularFile(note, LinkOption.NOFOLLOW_LINKS)
          && ManifestNotes.isReasonOf(job, Files.readAllBytes(note))) {
        notes.add(note);
      }
    }
    return notes;
  }
}
