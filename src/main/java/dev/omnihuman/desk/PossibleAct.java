package dev.omnihuman.desk;

import org.jspecify.annotations.Nullable;

/**
 * What a person can do to a job as it stands.
 *
 * @param order what to order for it
 * @param label what a button says
 * @param expects what it leads to, to be named in the order; null: neither of both
 * @param price what a person must accept first; null: nothing that was or will be paid is at stake
 * @param question to be answered with yes before it is done; null: it may be done at once
 */
public record PossibleAct(
    Act order,
    String label,
    Costs costs,
    @Nullable Expected expects,
    @Nullable String price,
    @Nullable String question) {

  /** What it may cost. */
  public enum Costs {
    FREE("free"),
    ITS_PRICE("its price"),
    MAYBE_TWICE("may be charged twice");

    private final String words;

    Costs(String words) {
      this.words = words;
    }

    @Override
    public String toString() {
      return words;
    }
  }
}
