package dev.omnihuman.ledger;

import dev.omnihuman.job.Job;
import java.time.Instant;

/**
 * A job as lists show it.
 *
 * @param since when it came into its state, or when a person last acted on it there
 */
public record ListedJob(Job job, Instant since) {}
