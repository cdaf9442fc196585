package dev.omnihuman.job;

/** Whether the provider took money for a job, as far as its documentation lets us know. */
public enum Charged {
  NO,
  UNKNOWN,
  YES
}
