package dev.omnihuman.job;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where a job stands and when it is looked at next.
 *
 * @param version grows with every write; a write that names an old one changes nothing
 * @param attempt number of the latest attempt to submit, 0 before the first
 * @param tries how often in a row the present step failed
 * @param dueAt when the next step may be taken; null: not by itself
 */
public record Progress(
    JobState state, long version, int attempt, int tries, @Nullable Instant dueAt) {}
