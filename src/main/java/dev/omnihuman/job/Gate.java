package dev.omnihuman.job;

/**
 * What may stop all submits at once. A gate is a flag that is read before a submit; polling and
 * downloads go on behind it.
 */
public enum Gate {
  /** The wallet has no money left. */
  BALANCE(true),
  /** The gateway refuses the key. */
  KEY(true),
  /** The gateway's address, path or model is wrong. */
  CONFIGURATION(true),
  /** The gateway asks us to slow down. It opens by itself, soon. */
  RATE(false);

  private final boolean needsPerson;

  Gate(boolean needsPerson) {
    this.needsPerson = needsPerson;
  }

  /** Whether, as a rule, somebody must act before it opens; such a gate ends a batch. */
  public boolean needsPerson() {
    return needsPerson;
  }
}
