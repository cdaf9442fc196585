package dev.omnihuman.ledger;

import dev.omnihuman.job.JobState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One change of a job's state.
 *
 * @param seq from 1, without gaps
 * @param from null for the first
 * @param words why, where there was trouble
 */
public record JobEvent(
    int seq, Instant at, @Nullable JobState from, JobState to, @Nullable String words) {}
