package dev.omnihuman.intake;

import dev.omnihuman.failpoint.Failpoint;
import dev.omnihuman.folders.DurableFiles;
import dev.omnihuman.folders.Folders;
import dev.omnihuman.folders.ManifestFiles;
import dev.omnihuman.folders.ManifestFiling;
import dev.omnihuman.folders.RealFolders;
import dev.omnihuman.folders.RelativeNames;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.Manifest;
import dev.omnihuman.ledger.Acceptance;
import dev.omnihuman.ledger.JobLedger;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.camel.Body;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes manifests: one rename out of the inbox is the claim, then the ledger is told. A crash in
 * between leaves a manifest in {@code working/} that no job knows; {@link #sweep} finds it.
 */
public final class Inbox {

  private static final Logger LOG = LoggerFactory.getLogger(Inbox.class);

  private final Folders folders;
  private final Naming naming;
  private final WholeManifests wholeManifests;
  private final JobLedger ledger;
  private final Rejections rejections;
  private final ManifestFiling filing;
  private final LeftBehind leftBehind;
  private volatile boolean taking;

  /** Whether manifests may lie in {@code working/} that the ledger does not know. */
  private volatile boolean stranded;

  /** Null if the folders are this process's alone. */
  private @Nullable Sharing sharing;

  public Inbox(
      Naming naming,
      WholeManifests wholeManifests,
      JobLedger ledger,
      Rejections rejections,
      ManifestFiling filing) {
    this.folders = naming.folders();
    this.naming = naming;
    this.wholeManifests = wholeManifests;
    this.ledger = ledger;
    this.rejections = rejections;
    this.filing = filing;
    this.leftBehind = new LeftBehind(folders, ledger);
  }

  /** Before anything is taken: other nodes may work in the same folders. */
  public void shareWithOthers(Sharing with) {
    sharing = with;
  }

  /**
   * Takes one page of files, with one flush of the folders and one commit for all of them.
   *
   * @param files their paths, relative to the inbox
   */
  public synchronized void take(@Body List<String> files) throws IOException {
    if (sharing != null && !sharing.mayBegin()) {
      return;
    }
    Instant claimedAt = sharing == null ? Instant.MIN : sharing.now();
    taking = true;
    boolean strandedBefore = stranded;
    // Until the ledger has them, and those that make no job are filed.
    stranded = true;
    try {
      Map<String, Path> claimed = new LinkedHashMap<>();
      for (String path : files) {
        String name = RelativeNames.of(Path.of(path));
        claim(name).ifPresent(file -> claimed.put(name, file));
      }
      moveAside(claimed);
      List<Manifest> manifests = new ArrayList<>();
      claimed.forEach((name, file) -> read(name, file).ifPresent(manifests::add));
      accept(manifests, sharing == null ? ledger::accept : page -> ledger.accept(page, claimedAt));
      stranded = strandedBefore;
      if (!stranded) {
        leftBehind.allTold();
      }
    } finally {
      taking = false;
    }
  }

  private Optional<Path> claim(String name) {
    try {
      Failpoint.BEFORE_CLAIM.reached();
      requireRoom(folders, name);
      leftBehind.claiming(name);
      Path claimed = RealFolders.renameInto(folders.inbox(), name, folders.filed().working());
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

  /** What stands in the way of its sub-folder must not show after payment. */
  static void requireRoom(Folders folders, String name) throws IOException {
    Folders.Filed filed = folders.filed();
    for (Path folder : List.of(folders.outbox(), filed.done(), filed.failed(), filed.rejected())) {
      RelativeNames.requireRealFolders(folder, name);
    }
  }

  /** The name of a claimed file, by which the ledger knows it. */
  private String filedName(Path claimed) {
    return RelativeNames.of(folders.filed().working(), claimed);
  }

  /**
   * A name that is free in the folder may still be an open job's, whose manifest a person has taken
   * away. The newcomer is not that job.
   */
  private void moveAside(Map<String, Path> claimed) throws IOException {
    Set<String> ofOpenJobs =
        ledger.openManifests(claimed.values().stream().map(this::filedName).toList());
    for (Map.Entry<String, Path> each : claimed.entrySet()) {
      boolean taken = ofOpenJobs.contains(filedName(each.getValue()));
      for (int n = 2; taken; n++) {
        String next = DurableFiles.numbered(each.getKey(), n);
        each.setValue(DurableFiles.renameInto(each.getValue(), folders.filed().working(), next));
        taken = !ledger.openManifests(List.of(filedName(each.getValue()))).isEmpty();
      }
    }
  }

  /** What was read before the claim counts only if the very same file was claimed. */
  private Optional<Manifest> read(String name, Path claimed) {
    try {
      Optional<Reading> recalled = wholeManifests.recall(name, claimed);
      Reading reading =
          recalled.isPresent()
              ? recalled.get()
              : InboxEntry.read(RelativeNames.name(name), claimed);
      List<Problem> problems = problems(reading, claimed);
      if (problems.isEmpty()) {
        return Optional.of(((Reading.Whole) reading).manifest().filedAs(filedName(claimed)));
      }
      rejections.reject(claimed, name, problems);
    } catch (IOException e) {
      LOG.warn("{} cannot be read; it waits in {}: {}", name, claimed, e.toString());
    }
    return Optional.empty();
  }

  private List<Problem> problems(Reading reading, Path claimed) {
    return reading instanceof Reading.Whole whole
        ? naming.problems(whole.manifest().filedAs(filedName(claimed)))
        : reading.problems();
  }

  /**
   * Before the ledger is told: were a rename lost in a power cut, the same file would be taken, and
   * paid for, again.
   */
  private void makeDurable(List<Manifest> manifests) throws IOException {
    Set<String> subFolders = new LinkedHashSet<>();
    for (Manifest manifest : manifests) {
      String sub = RelativeNames.folder(manifest.file());
      while (subFolders.add(sub) && !sub.isEmpty()) {
        sub = RelativeNames.folder(sub.substring(0, sub.length() - 1));
      }
    }
    for (String sub : subFolders) {
      DurableFiles.syncFolder(folders.filed().working().resolve(sub));
      try {
        DurableFiles.syncFolder(folders.inbox().resolve(sub));
      } catch (NoSuchFileException e) {
        if (sub.isEmpty()) {
          throw e;
        }
        // Somebody removed it when it was empty; the folder above it is flushed as well.
      }
    }
  }

  private void accept(List<Manifest> manifests, Function<List<Manifest>, List<Acceptance>> byLedger)
      throws IOException {
    if (manifests.isEmpty()) {
      return;
    }
    makeDurable(manifests);
    Failpoint.BEFORE_ACCEPT.reached();
    List<Acceptance> accepted = byLedger.apply(manifests);
    Failpoint.AFTER_ACCEPT.reached();
    for (Acceptance acceptance : accepted) {
      file(acceptance);
    }
  }

  private void file(Acceptance acceptance) throws IOException {
    if (acceptance instanceof Acceptance.Duplicate duplicate) {
      rejections.dropped().duplicate(duplicate.manifest().file(), duplicate.earlier());
      filing.duplicate(duplicate.manifest(), duplicate.earlier());
    } else if (acceptance instanceof Acceptance.NeedsForce refused) {
      rejections.dropped().needsForce(refused.manifest().file(), refused.earlier());
      filing.needsForce(refused.manifest(), refused.earlier());
    } else if (acceptance instanceof Acceptance.Reopened reopened) {
      filing.forgetReasons(reopened.job());
    }
  }

  /** Tries again what could not be told to the ledger, such as while the disk was full. */
  public synchronized void sweepStranded() throws IOException {
    if (stranded || sharing != null && sharing.isLookDue()) {
      sweep();
    }
  }

  /** Finishes at the start what a crash has interrupted between folder and ledger. */
  public synchronized void sweep() throws IOException {
    Instant lookedAt = sharing == null ? Instant.MIN : sharing.now();
    List<Manifest> unknown = new ArrayList<>();
    Set<String> asked = new HashSet<>();
    // Sub-folders too, even if they are not looked through any more: jobs that came from there go
    // on. People may keep manifests in others; these are not ours.
    Map<String, Boolean> fromInbox = new HashMap<>();
    List<Path> files = manifestsIn(folders.filed().working(), true, leftBehind::tellOfClosed);
    for (Path file : files) {
      String name = filedName(file);
      Optional<Job> known = ledger.findByManifest(name);
      if (known.isPresent() && !known.get().state().isTerminal()) {
        fileIfPossible(known.get());
        continue;
      }
      if (sharing != null && known.isEmpty()) {
        asked.add(name);
        if (!sharing.isLeftBehind(name)) {
          continue;
        }
      }
      String folder = RelativeNames.folder(name);
      if (!fromInbox.computeIfAbsent(folder, leftBehind::isFromInbox)) {
        leftBehind.tellOfFolder(folder, name);
        continue;
      }
      Optional<Manifest> manifest = read(name, file);
      if (manifest.isEmpty()) {
        continue;
      }
      if (known.isPresent() && isOf(known.get(), manifest.get())) {
        fileIfPossible(known.get());
      } else if (leftBehind.isDoubtfulWish(manifest.get())) {
        leftBehind.tellOfWish(manifest.get());
      } else {
        LOG.info("{} was taken before the program stopped; it becomes a job now", name);
        unknown.add(manifest.get());
      }
    }
    if (sharing != null) {
      sharing.keepOnly(asked);
    }
    accept(
        unknown,
        sharing == null
            ? ledger::acceptLeftBehind
            : page -> ledger.acceptLeftBehind(page, lookedAt));
    stranded = false;
    leftBehind.allTold();
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
    // Of what is closed to us the inspection tells.
    return manifestsIn(folders.inbox(), folders.recursive(), closed -> {}).stream()
            .noneMatch(Files::isReadable)
        && !taking
        && !stranded;
  }

  private static List<Path> manifestsIn(Path folder, boolean subFoldersToo, Consumer<Path> closed)
      throws IOException {
    List<Path> manifests = new ArrayList<>();
    for (Path entry : ManifestFiles.in(folder, subFoldersToo, closed)) {
      try {
        if (InboxEntry.look(entry).isPlainFile()) {
          manifests.add(entry);
        }
      } catch (NoSuchFileException e) {
        // gone since it was listed
      } catch (AccessDeniedException e) {
        // A folder whose names may be read, and nothing else of it.
        closed.accept(entry);
      }
    }
    return manifests;
  }
}
