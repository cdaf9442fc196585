package dev.omnihuman.ledger;

import dev.omnihuman.job.JobState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One change of a job's state, or what a person did to it.
 *
 * @param seq from 1, without gaps
 * @param from null for the first
 * @param words why, where there was trouble or a person acted
 * @param node which of several nodes stored it; null where there was one alone
 */
public record JobEvent(
    int seq,
    Instant at,
    @Nullable JobState from,
    JobState to,
    @Nullable String words,
    @Nullable String node) {}
