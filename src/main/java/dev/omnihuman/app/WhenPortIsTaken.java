package dev.omnihuman.app;

/** What a command does when somebody else has the port. */
enum WhenPortIsTaken {
  /** It does not start: who runs it for long wants to be reached. */
  REFUSE,
  /** It goes on without: its jobs are found by asking. */
  GO_ON
}
