package dev.omnihuman.web;

import dev.omnihuman.folders.Folders;
import java.time.Instant;

/**
 * The running program.
 *
 * @param simulated whether the gateway is our simulator: nothing is charged
 */
public record Installation(String version, Instant startedAt, Folders folders, boolean simulated) {}
