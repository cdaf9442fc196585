package dev.omnihuman.ledger;

/**
 * This process, as the others that share the ledger know it.
 *
 * @param node its name among them; empty if there can be no others
 * @param site the folders that its manifests lie in, which it may share with others; empty if there
 *     can be no others
 */
public record Member(String node, String site) {

  /** The only one that works with its ledger. */
  public static final Member ALONE = new Member("", "");

  public boolean isAlone() {
    return node.isEmpty();
  }
}
