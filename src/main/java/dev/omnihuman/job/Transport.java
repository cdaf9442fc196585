package dev.omnihuman.job;

import java.util.Locale;

/** By what others are told of jobs, and by what jobs come in besides the folder. */
public enum Transport {
  HTTP,
  KAFKA,
  JMS;

  /** As the ledger stores it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
