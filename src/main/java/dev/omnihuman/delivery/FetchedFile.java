package dev.omnihuman.delivery;

import java.nio.file.Path;

/**
 * A whole, verified file that is not yet published; flushed to the disk.
 *
 * @param size in bytes
 * @param sha256 in hex
 */
record FetchedFile(Path part, long size, String sha256) {}
