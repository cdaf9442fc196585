package dev.omnihuman.report;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Exact numbers as they are written. */
public final class Amounts {

  private Amounts() {}

  /** Exactly, without an exponent and without zeros at its end. */
  static String plain(BigDecimal number) {
    return number.stripTrailingZeros().toPlainString();
  }

  /** To the hundredth, for people: {@code USD 12.30}. */
  public static String money(BigDecimal amount, String currency) {
    return currency + " " + amount.setScale(2, RoundingMode.HALF_UP).toPlainString();
  }

  /** To the tenth, for people: {@code 12.3 s}. */
  public static String seconds(BigDecimal seconds) {
    return seconds.setScale(1, RoundingMode.HALF_UP).toPlainString() + " s";
  }
}
