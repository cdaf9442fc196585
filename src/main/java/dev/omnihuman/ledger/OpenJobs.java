package dev.omnihuman.ledger;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The open jobs of one state.
 *
 * @param oldestAcceptedAt when the one was accepted that was accepted first
 * @param earliestDueAt when the one is, or was, due that is due first; null: none is, by itself
 */
public record OpenJobs(long count, Instant oldestAcceptedAt, @Nullable Instant earliestDueAt) {}
