package dev.omnihuman.simulator;

/** How an answer goes over its connection. */
enum Wire {
  SOUND(0),
  /** It breaks off in the middle of the body. */
  CUT(0),
  /** The connection is closed in its place. */
  DROPPED(0),
  /** It comes when nobody waits for it any more. */
  LATE(90_000);

  private final long delay;

  Wire(long delay) {
    this.delay = delay;
  }

  /** How many milliseconds the answer is kept back. */
  long delay() {
    return delay;
  }
}
