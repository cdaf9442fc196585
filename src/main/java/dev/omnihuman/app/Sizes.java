package dev.omnihuman.app;

import java.util.List;
import java.util.Locale;

/** Numbers of bytes as people read them. */
final class Sizes {

  private static final List<String> UNITS = List.of("B", "KiB", "MiB", "GiB", "TiB");

  private Sizes() {}

  /** In the largest unit of which there is one: {@code 512 B}, {@code 3.4 MiB}. */
  static String text(long bytes) {
    double amount = bytes;
    int unit = 0;
    while (amount >= 1024 && unit < UNITS.size() - 1) {
      amount /= 1024;
      unit++;
    }
    return unit == 0
        ? bytes + " B"
        : String.format(Locale.ROOT, "%.1f %s", amount, UNITS.get(unit));
  }
}
