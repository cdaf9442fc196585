package dev.omnihuman.folders;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How much room is left where the ledger and the videos lie. Submits need more of it than
 * downloads: there is no spending without room to land, and what is paid for is fetched as long as
 * it fits. The disks are asked about once a second, however often somebody wants to know.
 */
public final class DiskRoom {

  /** Asks a file system; usually {@code Files.getFileStore(folder).getUsableSpace()}. */
  @FunctionalInterface
  public interface Probe {
    /** In bytes. */
    long usable(Path folder) throws IOException;
  }

  private record Look(Instant at, long free, String words) {}

  private static final int DOWNLOAD_PART = 4;
  private static final long LOOK_EVERY_MILLIS = 1_000;

  private final List<Path> folders;
  private final long minFree;
  private final Probe probe;
  private final Clock clock;
  private @Nullable Look last;

  /**
   * @param minFree what must stay free, in bytes
   */
  public DiskRoom(Folders folders, long minFree, Probe probe, Clock clock) {
    this.folders = List.of(folders.home(), folders.outbox());
    this.minFree = minFree;
    this.probe = probe;
    this.clock = clock;
  }

  public static DiskRoom of(Folders folders, long minFree, Clock clock) {
    return new DiskRoom(
        folders, minFree, folder -> Files.getFileStore(folder).getUsableSpace(), clock);
  }

  /**
   * @param minFree the setting, in bytes
   */
  public static long neededToSubmit(long minFree) {
    return minFree;
  }

  /**
   * @param minFree the setting, in bytes
   */
  public static long neededToDownload(long minFree) {
    return minFree / DOWNLOAD_PART;
  }

  /** Whether home and outbox have at least {@code omnihuman.disk.min-free}. */
  public boolean hasRoomToSubmit() {
    return look().free() >= neededToSubmit(minFree);
  }

  /** Whether home and outbox have at least a quarter of it. */
  public boolean hasRoomToDownload() {
    return look().free() >= neededToDownload(minFree);
  }

  /** The folder with the least room, what is free there, and what submits and downloads need. */
  public String words() {
    return "%s; omnihuman.disk.min-free asks for %s to submit and %s to download"
        .formatted(look().words(), amount(minFree), amount(minFree / DOWNLOAD_PART));
  }

  private synchronized Look look() {
    Instant now = clock.instant();
    if (last == null || now.isAfter(last.at().plusMillis(LOOK_EVERY_MILLIS))) {
      last = fullest(now);
    }
    return last;
  }

  private Look fullest(Instant now) {
    Look fullest = null;
    for (Path folder : folders) {
      Look look = look(now, folder);
      if (fullest == null || look.free() < fullest.free()) {
        fullest = look;
      }
    }
    return fullest == null ? new Look(now, Long.MAX_VALUE, "") : fullest;
  }

  private Look look(Instant now, Path folder) {
    try {
      long free = probe.usable(folder);
      return new Look(now, free, "%s has %s free".formatted(folder, amount(free)));
    } catch (IOException e) {
      // A share that is not there has no room.
      return new Look(now, -1, "%s does not tell how much is free: %s".formatted(folder, e));
    }
  }

  private static String amount(long bytes) {
    double mebibytes = bytes / (double) (1 << 20);
    return mebibytes < 1024
        ? String.format(Locale.ROOT, "%.1f MiB", mebibytes)
        : String.format(Locale.ROOT, "%.1f GiB", mebibytes / 1024);
  }
}
