package dev.omnihuman.job;

/** Whether the provider took money for a job, as far as its documentation lets us know. */
public enum Charged {
  NO("Nothing was charged for it."),
  UNKNOWN("It may have been charged; the provider's account tells."),
  YES("It was charged.");

  private final String meaning;

  Charged(String meaning) {
    this.meaning = meaning;
  }

  /** One sentence. */
  public String meaning() {
    return meaning;
  }

  /** What is true of two attempts together: the more expensive. */
  public Charged and(Charged other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
