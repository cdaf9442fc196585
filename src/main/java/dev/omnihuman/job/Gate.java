package dev.omnihuman.job;

/**
 * What may stop all submits at once. A gate is a flag that is read before a submit; polling and
 * downloads go on behind it.
 */
public enum Gate {
  /** The wallet has no money left. */
  BALANCE(
      Opening.TRIAL,
      true,
      "The gateway answers that the wallet has no money left.",
      "Fill the wallet; submits go on by themselves after a trial, and at once after resume."),
  /** The gateway refuses the key. */
  KEY(
      Opening.PROBE,
      true,
      "The gateway refuses the key.",
      "Put the right key into the key's file, or restart with it."),
  /** The gateway's address, path or model is wrong, or our address for callbacks. */
  CONFIGURATION(
      Opening.TRIAL,
      true,
      "The gateway's address, path or model is wrong in the settings, or the address for callbacks.",
      "Correct base URL, path, model or callback address, and restart or resume."),
  /** Several answers in a row left in doubt whether a job was accepted. */
  OUTAGE(
      Opening.TRIAL,
      false,
      "The gateway's answers left open, several times in a row, whether it accepted a job; others"
          + " wait, so that they are not in doubt too.",
      "The gateway is in trouble; one job tries now and then."),
  /** The gateway asks us to slow down. */
  RATE(
      Opening.TRIAL,
      false,
      "The gateway asks for fewer submits, or for none for a while.",
      "It opens by itself, as soon as the gateway allows."),
  /** The caps that people have set are reached. */
  CAP(
      Opening.CLOCK,
      false,
      "As many jobs were submitted as the settings allow within an hour or a day.",
      "It opens by itself when the cap allows, or raise the cap."),
  /** There is no room for more videos. */
  DISK(
      Opening.CONDITION,
      true,
      "The disk has no room for more videos, so none is paid for.",
      "Make room; submits go on by themselves."),
  /** A person has stopped all submits. */
  PAUSE(
      Opening.CONDITION,
      true,
      "A person has stopped all submits; what was submitted is followed and fetched.",
      "Submits go on after resume (command, page, or a file RESUME in the inbox).");

  /** What opens a gate. */
  public enum Opening {
    /** One job tries at the gate's time, and opens it if it is accepted. */
    TRIAL,
    /** A free request at the gate's time; if it succeeds, one job tries. */
    PROBE,
    /** The gate's time itself. */
    CLOCK,
    /** Whoever shut it. */
    CONDITION
  }

  private final Opening opening;
  private final boolean needsPerson;
  private final String meaning;
  private final String advice;

  Gate(Opening opening, boolean needsPerson, String meaning, String advice) {
    this.opening = opening;
    this.needsPerson = needsPerson;
    this.meaning = meaning;
    this.advice = advice;
  }

  public Opening opening() {
    return opening;
  }

  /** Whether, as a rule, somebody must act before it opens; such a gate ends a batch. */
  public boolean needsPerson() {
    return needsPerson;
  }

  /** One sentence: what it means that it is shut. */
  public String meaning() {
    return meaning;
  }

  /** One sentence: what a person can do, whether at the page, the command line or a share. */
  public String advice() {
    return advice;
  }

  /** Whether it stops one node alone, and not the others that share the ledger with it. */
  public boolean isOfNode() {
    return this == DISK;
  }

  /** Whether a restart or {@code resume} lets it be tried at once: a trial that costs nothing. */
  public boolean isTriedOnRequest() {
    return this == BALANCE || this == KEY || this == CONFIGURATION;
  }
}
