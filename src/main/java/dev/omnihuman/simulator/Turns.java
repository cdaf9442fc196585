package dev.omnihuman.simulator;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts how often the same came. */
final class Turns {

  private final Map<String, AtomicInteger> byName = new ConcurrentHashMap<>();

  int soFar(String name) {
    AtomicInteger count = byName.get(name);
    return count == null ? 0 : count.get();
  }

  /** 1 for the first of this name. */
  int next(String name) {
    return byName.computeIfAbsent(name, any -> new AtomicInteger()).incrementAndGet();
  }
}
