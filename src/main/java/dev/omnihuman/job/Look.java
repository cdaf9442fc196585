package dev.omnihuman.job;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The next look at a job that the gateway works on.
 *
 * @param at when the gateway is asked, at the earliest
 * @param expectedEnd when the video is expected to be finished; null while nobody can tell
 */
public record Look(Instant at, @Nullable Instant expectedEnd) {}
