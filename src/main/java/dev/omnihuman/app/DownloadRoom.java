package dev.omnihuman.app;

import dev.omnihuman.folders.DiskRoom;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether downloads may begin; says once that they wait for room, and once that they go on. */
final class DownloadRoom implements BooleanSupplier {

  private static final Logger LOG = LoggerFactory.getLogger(DownloadRoom.class);

  private final DiskRoom disk;
  private boolean full;

  DownloadRoom(DiskRoom disk) {
    this.disk = disk;
  }

  @Override
  public synchronized boolean getAsBoolean() {
    boolean hasRoom = disk.hasRoomToDownload();
    if (full == hasRoom) {
      full = !hasRoom;
      if (full) {
        LOG.warn("no video is fetched until there is room: {}", disk.words());
      } else {
        LOG.info("there is room again, videos are fetched: {}", disk.words());
      }
    }
    return hasRoom;
  }
}
