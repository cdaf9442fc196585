package dev.omnihuman.job;

/** Whether the provider took money for a job, as far as its documentation lets us know. */
public enum Charged {
  NO,
  UNKNOWN,
  YES;

  /** What is true of two attempts together: the more expensive. */
  public Charged and(Charged other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
