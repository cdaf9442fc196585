package dev.omnihuman.intake;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.component.file.GenericFileFilter;
import org.jspecify.annotations.Nullable;

/**
 * Lets the file consumer see what can be decided: plain files that parse whole, and files that have
 * not parsed whole and have stood still for so long that nobody can be writing them any more.
 */
public final class WholeManifests implements GenericFileFilter<File> {

  /** A file as it was last seen not whole, and since when it looks like that. */
  private record Unfinished(InboxEntry entry, Instant since, Instant seenAt) {}

  private final Clock clock;
  private final Duration settleTime;
  private final Map<Path, Unfinished> unfinished = new HashMap<>();

  public WholeManifests(Clock clock, Duration settleTime) {
    this.clock = clock;
    this.settleTime = settleTime;
  }

  @Override
  public boolean accept(GenericFile<File> file) {
    return isReady(file.getFile().toPath());
  }

  synchronized boolean isReady(Path file) {
    try {
      InboxEntry entry = InboxEntry.look(file);
      if (!entry.isPlainFile()) {
        unfinished.remove(file);
        return false;
      }
      Unfinished before = unfinished.get(file);
      boolean unchanged = before != null && before.entry().equals(entry);
      if (!unchanged && isWhole(file, entry)) {
        unfinished.remove(file);
        return true;
      }
      return hasSettled(file, entry, unchanged ? before : null);
    } catch (IOException e) {
      // Vanished, or not readable: what stays unreadable is told of by InboxInspection.
      return false;
    }
  }

  private static boolean isWhole(Path file, InboxEntry entry) throws IOException {
    return entry.size() <= ManifestReader.MAX_BYTES
        && !(ManifestReader.read(InboxEntry.name(file), InboxEntry.read(file))
            instanceof Reading.Incomplete);
  }

  private boolean hasSettled(Path file, InboxEntry entry, @Nullable Unfinished before) {
    Instant now = clock.instant();
    Instant since = before == null ? now : before.since();
    if (!now.isBefore(since.plus(settleTime))) {
      unfinished.remove(file);
      return true;
    }
    unfinished.put(file, new Unfinished(entry, since, now));
    unfinished.values().removeIf(other -> other.seenAt().isBefore(now.minus(settleTime)));
    return false;
  }
}
