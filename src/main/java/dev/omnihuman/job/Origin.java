package dev.omnihuman.job;

import org.jspecify.annotations.Nullable;

/**
 * Where a manifest comes from.
 *
 * @param site the folders that it lies in, by the name that they have for all nodes; empty: those
 *     of the only one
 * @param message the message that it came as, by a name that is the same however often it is
 *     delivered; null for a file
 */
public record Origin(String site, @Nullable String message) {

  /** The site of all that came as messages, and lies in no folder. */
  public static final String BUS = "bus";

  /** A file in the folders of this node. */
  public static final Origin FOLDER = new Origin("", null);

  /** A message, which makes no second job when it is delivered again. */
  public static Origin ofMessage(String id) {
    return new Origin(BUS, id);
  }

  /** A file in the folders of a site. */
  public static Origin ofSite(String site) {
    return site.isEmpty() ? FOLDER : new Origin(site, null);
  }

  /** The same, seen by all nodes: a file of this node lies in its site. */
  public Origin at(String ownSite) {
    return this.equals(FOLDER) ? ofSite(ownSite) : this;
  }
}
