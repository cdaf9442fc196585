package dev.omnihuman.metrics;

import dev.omnihuman.folders.DiskRoom;
import dev.omnihuman.folders.Folders;
import dev.omnihuman.health.Sampled;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executor;

/** Room on the disks of home and outbox, and how much of it is needed. A share may not answer. */
final class DiskMeters {

  private static final Duration GOOD_FOR = Duration.ofSeconds(2);

  private final Map<String, Sampled<Long>> free = new LinkedHashMap<>();
  private final long minFree;

  /**
   * @param minFree what must stay free, in bytes
   * @param workers a thread for each folder
   */
  DiskMeters(Folders folders, long minFree, Executor workers, Clock clock) {
    this.minFree = minFree;
    free.put("home", new Sampled<>(() -> usable(folders.home()), GOOD_FOR, workers, clock));
    free.put("outbox", new Sampled<>(() -> usable(folders.outbox()), GOOD_FOR, workers, clock));
  }

  private static long usable(Path folder) {
    try {
      return Files.getFileStore(folder).getUsableSpace();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void refresh(Duration patience) {
    free.values().forEach(folder -> folder.refresh(patience));
  }

  void register(MeterRegistry registry) {
    free.forEach(
        (folder, bytes) -> {
          Gauge.builder(
                  "omnihuman.disk.free",
                  () -> bytes.get().map(Long::doubleValue).orElse(Double.NaN))
              .description("Room on the folder's disk.")
              .baseUnit("bytes")
              .tag("folder", folder)
              .register(registry);
          Gauge.builder("omnihuman.metrics.age", () -> bytes.age().toMillis() / 1000.0)
              .description(
                  "How old the numbers are that were read elsewhere; they should be young.")
              .baseUnit("seconds")
              .tag("source", folder)
              .register(registry);
        });
    needed(registry, "submit", DiskRoom.neededToSubmit(minFree));
    needed(registry, "download", DiskRoom.neededToDownload(minFree));
  }

  private static void needed(MeterRegistry registry, String purpose, long bytes) {
    Gauge.builder("omnihuman.disk.needed", () -> bytes)
        .description("Room below which nothing is submitted, or nothing fetched.")
        .baseUnit("bytes")
        .tag("purpose", purpose)
        .register(registry);
  }
}
