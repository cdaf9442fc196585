package dev.omnihuman.metrics;

import java.util.Locale;

/** For what the gateway is called. */
public enum Operation {
  /** The paid call. */
  SUBMIT,
  /** A look at a job. */
  STATUS,
  /** Whether it takes the key again. */
  PROBE,
  /** Whether it knows a request that a callback has named. */
  LEAD;

  String tag() {
    return name().toLowerCase(Locale.ROOT);
  }
}
