package dev.omnihuman.delivery;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** What comes in by downloads, to be looked at. */
public final class Traffic {

  private final LongAdder bytes = new LongAdder();
  private final AtomicInteger underWay = new AtomicInteger();

  Traffic() {}

  void begins() {
    underWay.incrementAndGet();
  }

  void came(int count) {
    bytes.add(count);
  }

  void ends() {
    underWay.decrementAndGet();
  }

  /** All bytes that came since the start; those that came twice, twice. */
  public long bytes() {
    return bytes.sum();
  }

  /** How many jobs' videos are being fetched now. */
  public int underWay() {
    return underWay.get();
  }
}
