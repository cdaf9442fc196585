package dev.omnihuman.ledger;

import java.time.Duration;

/**
 * How the ledger's writer is doing.
 *
 * @param alive false: it takes no more steps, until a restart
 * @param waiting how many steps wait for their commit
 * @param longestWait how long the step has waited that has waited longest; zero if none waits
 */
public record WriterState(boolean alive, int waiting, Duration longestWait) {}
