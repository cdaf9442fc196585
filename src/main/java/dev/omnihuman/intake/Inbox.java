package dev.omnihuman.intake;

import dev.omnihuman.failpoint.Failpoint;
import dev.omnihuman.folders.DurableFiles;
import dev.omnihuman.folders.Folders;
import dev.omnihuman.folders.ManifestFiling;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.Manifest;
import dev.omnihuman.ledger.Acceptance;
import dev.omnihuman.ledger.JobLedger;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.apache.camel.Body;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes manifests: one rename out of the inbox is the claim, then the ledger is told. A crash in
 * between leaves a manifest in {@code working/} that no job knows; {@link #sweep} finds it.
 */
public final class Inbox {

  private static final Logger LOG = LoggerFactory.getLogger(Inbox.class);

  private final Folders folders;
  private final WholeManifests wholeManifests;
  private final JobLedger ledger;
  private final Rejections rejections;
  private final ManifestFiling filing;
  private final AtomicInteger duplicates = new AtomicInteger();
  private final AtomicInteger refusals = new AtomicInteger();
  private volatile boolean taking;

  /** Whether manifests may lie in {@code working/} that the ledger does not know. */
  private volatile boolean stranded;

  public Inbox(
      Folders folders,
      WholeManifests wholeManifests,
      JobLedger ledger,
      Rejections rejections,
      ManifestFiling filing) {
    this.folders = folders;
    this.wholeManifests = wholeManifests;
    this.ledger = ledger;
    this.rejections = rejections;
    this.filing = filing;
  }

  /** Takes one page of files, with one flush of the folders and one commit for all of them. */
  public synchronized void take(@Body List<String> fileNames) throws IOException {
    taking = true;
    boolean strandedBefore = stranded;
    // Until the ledger has them, and those that make no job are filed.
    stranded = true;
    try {
      Map<String, Path> claimed = new LinkedHashMap<>();
      for (String name : fileNames) {
        claim(name).ifPresent(file -> claimed.put(name, file));
      }
      moveAside(claimed);
      List<Manifest> manifests = new ArrayList<>();
      claimed.forEach((name, file) -> read(name, file).ifPresent(manifests::add));
      accept(manifests, ledger::accept);
      stranded = strandedBefore;
    } finally {
      taking = false;
    }
  }

  private Optional<Path> claim(String name) {
    Path file = folders.inbox().resolve(name);
    try {
      Failpoint.BEFORE_CLAIM.reached();
      Path claimed = DurableFiles.renameInto(file, folders.filed().working(), name);
      Failpoint.AFTER_CLAIM.reached();
      return Optional.of(claimed);
    } catch (NoSuchFileException e) {
      return Optional.empty(); // somebody took it away meanwhile
    } catch (IOException e) {
      LOG.warn("{} cannot be taken from the inbox and stays there: {}", name, e.toString());
      wholeManifests.keepBack(name);
      return Optional.empty();
    }
  }

  /**
   * A name that is free in the folder may still be an open job's, whose manifest a person has taken
   * away. The newcomer is not that job.
   */
  private void moveAside(Map<String, Path> claimed) throws IOException {
    Set<String> ofOpenJobs =
        ledger.openManifests(claimed.values().stream().map(InboxEntry::name).toList());
    for (Map.Entry<String, Path> each : claimed.entrySet()) {
      boolean taken = ofOpenJobs.contains(InboxEntry.name(each.getValue()));
      for (int n = 2; taken; n++) {
        String next = DurableFiles.numbered(each.getKey(), n);
        each.setValue(DurableFiles.renameInto(each.getValue(), folders.filed().working(), next));
        taken = !ledger.openManifests(List.of(InboxEntry.name(each.getValue()))).isEmpty();
      }
    }
  }

  /** What was read before the claim counts only if the very same file was claimed. */
  private Optional<Manifest> read(String name, Path claimed) {
    try {
      Optional<Reading> recalled = wholeManifests.recall(name, claimed);
      Reading reading = recalled.isPresent() ? recalled.get() : InboxEntry.read(name, claimed);
      List<Problem> problems = problems(reading);
      if (problems.isEmpty()) {
        Manifest manifest = ((Reading.Whole) reading).manifest();
        return Optional.of(manifest.filedAs(InboxEntry.name(claimed)));
      }
      rejections.reject(claimed, name, problems);
    } catch (IOException e) {
      LOG.warn("{} cannot be read; it waits in {}: {}", name, claimed, e.toString());
    }
    return Optional.empty();
  }

  private List<Problem> problems(Reading reading) {
    if (reading instanceof Reading.Bad bad) {
      return bad.problems();
    }
    return reading instanceof Reading.Whole whole
        ? unwritable(whole.manifest().name())
        : ((Reading.Incomplete) reading).problems();
  }

  /**
   * Under a locale such as POSIX, Java cannot write every name; that must not show after payment.
   */
  private List<Problem> unwritable(String name) {
    try {
      folders.outbox().resolve(name);
      return List.of();
    } catch (InvalidPathException e) {
      String allowed =
          "letters that this program's locale can write (start it with LC_ALL=C.UTF-8)";
      return List.of(new Problem(1, "name", '"' + name + '"', allowed));
    }
  }

  private void accept(List<Manifest> manifests, Function<List<Manifest>, List<Acceptance>> byLedger)
      throws IOException {
    if (manifests.isEmpty()) {
      return;
    }
    // Before the ledger: were the rename lost in a power cut, the same file would be taken, and
    // paid for, again.
    DurableFiles.syncFolder(folders.filed().working());
    DurableFiles.syncFolder(folders.inbox());
    Failpoint.BEFORE_ACCEPT.reached();
    List<Acceptance> accepted = byLedger.apply(manifests);
    Failpoint.AFTER_ACCEPT.reached();
    for (Acceptance acceptance : accepted) {
      file(acceptance);
    }
  }

  private void file(Acceptance acceptance) throws IOException {
    if (acceptance instanceof Acceptance.Duplicate duplicate) {
      duplicates.incrementAndGet();
      filing.duplicate(duplicate.manifest(), duplicate.earlier());
    } else if (acceptance instanceof Acceptance.NeedsForce refused) {
      refusals.incrementAndGet();
      filing.needsForce(refused.manifest(), refused.earlier());
    } else if (acceptance instanceof Acceptance.Reopened reopened) {
      filing.forgetReasons(reopened.job());
    }
  }

  /** How many files since the start asked for a video that was there or on its way. */
  public int duplicates() {
    return duplicates.get();
  }

  /** How many files since the start asked for another try that may be charged again. */
  public int refusals() {
    return refusals.get();
  }

  /** Tries again what could not be told to the ledger, such as while the disk was full. */
  public synchronized void sweepStranded() throws IOException {
    if (stranded) {
      sweep();
    }
  }

  /** Finishes at the start what a crash has interrupted between folder and ledger. */
  public synchronized void sweep() throws IOException {
    List<Manifest> unknown = new ArrayList<>();
    for (Path file : manifestsIn(folders.filed().working())) {
      String name = InboxEntry.name(file);
      Optional<Job> known = ledger.findByManifest(name);
      if (known.isPresent() && !known.get().state().isTerminal()) {
        fileIfPossible(known.get());
        continue;
      }
      Optional<Manifest> manifest = read(name, file);
      if (manifest.isEmpty()) {
        continue;
      }
      if (known.isPresent() && isOf(known.get(), manifest.get())) {
        fileIfPossible(known.get());
      } else {
        LOG.info("{} was taken before the program stopped; it becomes a job now", name);
        unknown.add(manifest.get());
      }
    }
    accept(unknown, ledger::acceptLeftBehind);
    stranded = false;
  }

  /** One file in the way must keep no other manifest from being swept. */
  private void fileIfPossible(Job job) {
    try {
      filing.file(job);
    } catch (IOException e) {
      LOG.warn("{} cannot be filed: {}", job.manifest().file(), e.toString());
    }
  }

  /** The wish for another take of the same content is not the manifest of the take before. */
  private static boolean isOf(Job job, Manifest manifest) {
    return job.manifest().contentHash().equals(manifest.contentHash())
        && (job.manifest().force() || !manifest.force());
  }

  /** Whether nothing lies in the inbox, or is just being taken, that may still become a job. */
  public boolean isIdle() throws IOException {
    return manifestsIn(folders.inbox()).stream().noneMatch(Files::isReadable)
        && !taking
        && !stranded;
  }

  private static List<Path> manifestsIn(Path folder) throws IOException {
    List<Path> manifests = new ArrayList<>();
    try (DirectoryStream<Path> entries =
        Files.newDirectoryStream(folder, InboxEntry::hasManifestName)) {
      for (Path entry : entries) {
        try {
          if (InboxEntry.look(entry).isPlainFile()) {
            manifests.add(entry);
          }
        } catch (NoSuchFileException e) {
          // gone since it was listed
        }
      }
    }
    return manifests;
  }
}
