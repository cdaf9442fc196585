package dev.omnihuman.bucket;

import java.util.List;

/**
 * How the server takes an object. Servers that speak S3 do not all know what AWS's own does.
 *
 * @param conditional whether it is told to replace nothing
 * @param sha256 whether it is told the SHA-256 of what comes; else the MD5, which all of them know
 */
record Manner(boolean conditional, boolean sha256) {

  /** The best one first. */
  static final List<Manner> ALL =
      List.of(
          new Manner(true, true),
          new Manner(true, false),
          new Manner(false, true),
          new Manner(false, false));
}
