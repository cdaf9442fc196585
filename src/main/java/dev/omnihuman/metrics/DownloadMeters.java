package dev.omnihuman.metrics;

import dev.omnihuman.delivery.DownloadListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/** Downloads, file by file. */
final class DownloadMeters implements DownloadListener {

  private final Counter bytes;
  private final AtomicInteger underWay = new AtomicInteger();
  private final Map<Outcome, Counter> ended = new EnumMap<>(Outcome.class);

  DownloadMeters(MeterRegistry registry) {
    bytes =
        Counter.builder("omnihuman.download.bytes")
            .description("Bytes of videos that came, those that came again included.")
            .baseUnit("bytes")
            .register(registry);
    Gauge.builder("omnihuman.downloads.active", underWay, AtomicInteger::get)
        .description("Files that are being fetched now.")
        .strongReference(true)
        .register(registry);
    for (Outcome outcome : Outcome.values()) {
      ended.put(
          outcome,
          Counter.builder("omnihuman.downloads")
              .description("Tries to fetch one file, by how they ended.")
              .tag("outcome", Names.tag(outcome))
              .register(registry));
    }
  }

  @Override
  public void began() {
    underWay.incrementAndGet();
  }

  @Override
  public void received(int count) {
    bytes.increment(count);
  }

  @Override
  public void ended(Outcome outcome) {
    underWay.decrementAndGet();
    Objects.requireNonNull(ended.get(outcome)).increment();
  }
}
