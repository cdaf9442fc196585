package dev.omnihuman.intake;

import dev.omnihuman.folders.Folders;
import dev.omnihuman.folders.ManifestFiles;
import dev.omnihuman.folders.RelativeNames;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.component.file.GenericFileFilter;

/**
 * Lets the file consumer see what can be decided: plain files that parse whole, and files that have
 * not parsed whole and have stood still for so long that nobody can be writing them any more.
 */
public final class WholeManifests implements GenericFileFilter<File> {

  /** A file as it was read, and since when it looks like that. */
  private record Seen(InboxEntry entry, Reading reading, Instant since, Instant lastLook) {}

  private static final Duration FIRST_WAIT = Duration.ofSeconds(5);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

  /** A name that could not be taken, and until when it is not tried again. */
  private record KeptBack(Duration pause, Instant until) {}

  private final Folders folders;
  private final Clock clock;
  private final Duration settleTime;
  private final Map<String, Seen> seenByName = new HashMap<>();
  private final Map<String, KeptBack> keptBack = new HashMap<>();

  public WholeManifests(Folders folders, Clock clock, Duration settleTime) {
    this.folders = folders;
    this.clock = clock;
    this.settleTime = settleTime;
  }

  @Override
  public boolean accept(GenericFile<File> file) {
    Path path = file.getFile().toPath();
    try {
      // The consumer itself would go through links, and take files out of where they lead.
      return file.isDirectory()
          ? RelativeNames.isSubFolder(folders.inbox(), path)
          : ManifestFiles.isName(file.getFileNameOnly()) && isReady(path);
    } catch (IOException e) {
      // Vanished, or not readable: what stays unreadable is told of by InboxInspection.
      return false;
    }
  }

  synchronized boolean isReady(Path file) throws IOException {
    InboxEntry entry = InboxEntry.look(file);
    if (!entry.isPlainFile()) {
      return false;
    }
    Instant now = clock.instant();
    String name = RelativeNames.of(folders.inbox(), file);
    RelativeNames.requireRealFolders(folders.inbox(), name);
    Seen before = seenByName.get(name);
    Seen seen =
        before != null && before.entry().equals(entry)
            ? new Seen(entry, before.reading(), before.since(), now)
            : new Seen(entry, InboxEntry.read(InboxEntry.name(file), file), now, now);
    if (before == null) {
      forgetTheVanished(now);
    } else if (!before.entry().equals(entry)) {
      keptBack.remove(name); // another file
    }
    seenByName.put(name, seen);
    KeptBack held = keptBack.get(name);
    if (held != null && now.isBefore(held.until())) {
      return false;
    }
    return !(seen.reading() instanceof Reading.Incomplete)
        || !now.isBefore(seen.since().plus(settleTime));
  }

  private void forgetTheVanished(Instant now) {
    Instant old = now.minus(settleTime);
    seenByName.values().removeIf(other -> other.lastLook().isBefore(old));
  }

  /**
   * Lets a file that could not be taken wait, longer each time: the consumer looks again at once
   * after every look that let something through.
   */
  synchronized void keepBack(String name) {
    Instant now = clock.instant();
    Instant old = now.minus(LONGEST_WAIT);
    keptBack.values().removeIf(other -> other.until().isBefore(old));
    KeptBack before = keptBack.get(name);
    Duration wait = before == null ? FIRST_WAIT : before.pause().multipliedBy(2);
    if (wait.compareTo(LONGEST_WAIT) > 0) {
      wait = LONGEST_WAIT;
    }
    keptBack.put(name, new KeptBack(wait, now.plus(wait)));
  }

  /**
   * What a file held when it was let through, if it is still that very file; it is not read twice
   * then.
   *
   * @param name as it was beneath the inbox
   * @param claimed where it is now
   */
  synchronized Optional<Reading> recall(String name, Path claimed) throws IOException {
    keptBack.remove(name);
    Seen seen = seenByName.remove(name);
    return seen != null && seen.entry().equals(InboxEntry.look(claimed))
        ? Optional.of(seen.reading())
        : Optional.empty();
  }
}
