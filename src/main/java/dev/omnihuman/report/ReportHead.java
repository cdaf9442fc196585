package dev.omnihuman.report;

import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a report tells of the batch as a whole.
 *
 * @param exitCode what the program's end tells a script; null if a signal decides that
 */
public record ReportHead(
    Path home, Instant startedAt, Instant endedAt, Outcome outcome, @Nullable Integer exitCode) {}
