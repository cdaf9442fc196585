package dev.omnihuman.app;

/** What the program's end tells a script. Stable: scripts depend on it. */
final class ExitCode {

  /** All delivered. */
  static final int OK = 0;

  /** Some jobs failed, were rejected, or stay in doubt. */
  static final int NOT_ALL_DELIVERED = 1;

  /** Wrong usage or configuration; nothing was sent. */
  static final int USAGE = 2;

  /** Stopped on a gate (no balance, key refused …) with jobs left. */
  static final int GATE_SHUT = 3;

  /** Another instance holds the home. */
  static final int HOME_IN_USE = 75;

  private ExitCode() {}
}
