package dev.omnihuman.intake;

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

  private final Clock clock;
  private final Duration settleTime;
  private final Map<String, Seen> seenByName = new HashMap<>();

  public WholeManifests(Clock clock, Duration settleTime) {
    this.clock = clock;
    this.settleTime = settleTime;
  }

  @Override
  public boolean accept(GenericFile<File> file) {
    try {
      return isReady(file.getFile().toPath());
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
    String name = InboxEntry.name(file);
    Seen before = seenByName.get(name);
    Seen seen =
        before != null && before.entry().equals(entry)
            ? new Seen(entry, before.reading(), before.since(), now)
            : new Seen(entry, InboxEntry.read(name, file), now, now);
    if (before == null) {
      forgetTheVanished(now);
    }
    seenByName.put(name, seen);
    return !(seen.reading() instanceof Reading.Incomplete)
        || !now.isBefore(seen.since().plus(settleTime));
  }

  private void forgetTheVanished(Instant now) {
    Instant old = now.minus(settleTime);
    seenByName.values().removeIf(other -> other.lastLook().isBefore(old));
  }

  /**
   * What a file held when it was let through, if it is still that very file; it is not read twice
   * then.
   *
   * @param name as it was in the inbox
   * @param claimed where it is now
   */
  synchronized Optional<Reading> recall(String name, Path claimed) throws IOException {
    Seen seen = seenByName.remove(name);
    return seen != null && seen.entry().equals(InboxEntry.look(claimed))
        ? Optional.of(seen.reading())
        : Optional.empty();
  }
}
