package dev.omnihuman.ledger;

import dev.omnihuman.job.GateDelays;
import java.time.Clock;
import java.time.Duration;

/**
 * What the ledger is told about time.
 *
 * @param lease how long a claimed job belongs to its claimant
 */
public record LedgerRules(Clock clock, Duration lease, GateDelays gateDelays) {}
