package dev.omnihuman.simulator;

import java.time.Duration;

/**
 * How long the simulated queue and the simulated model take over each request.
 *
 * @param queued from the submit to {@code PROCESSING}; zero skips {@code QUEUED}
 * @param processing from there to the end; zero skips {@code PROCESSING}
 */
public record SimulatorTimes(Duration queued, Duration processing) {}
