package dev.omnihuman.ledger;

/** Manifests were taken from a shared folder so long ago that another node may have them by now. */
public final class StaleClaimException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  StaleClaimException() {
    super("the manifests were claimed too long ago; whichever node finds them next takes them");
  }
}
