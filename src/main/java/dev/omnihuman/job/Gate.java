package dev.omnihuman.job;

/**
 * What may stop all submits at once. A gate is a flag that is read before a submit; polling and
 * downloads go on behind it.
 */
public enum Gate {
  /** The wallet has no money left. */
  BALANCE(Opening.TRIAL, true, "Fill the wallet; submits go on by themselves after a trial."),
  /** The gateway refuses the key. */
  KEY(Opening.PROBE, true, "Put the right key into the key's file, or restart with it."),
  /** The gateway's address, path or model is wrong, or our address for callbacks. */
  CONFIGURATION(
      Opening.TRIAL,
      true,
      "Correct base URL, path, model or callback address, and restart or resume."),
  /** Several answers in a row left in doubt whether a job was accepted. */
  OUTAGE(Opening.TRIAL, false, "The gateway is in trouble; one job tries now and then."),
  /** The gateway asks us to slow down. */
  RATE(Opening.TRIAL, false, "It opens by itself, as soon as the gateway allows."),
  /** The caps that people have set are reached. */
  CAP(Opening.CLOCK, false, "It opens by itself when the cap allows, or raise the cap."),
  /** There is no room for more videos. */
  DISK(Opening.CONDITION, true, "Make room; submits go on by themselves."),
  /** A person has stopped all submits. */
  PAUSE(Opening.CONDITION, true, "Submits go on after the command resume.");

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
  private final String advice;

  Gate(Opening opening, boolean needsPerson, String advice) {
    this.opening = opening;
    this.needsPerson = needsPerson;
    this.advice = advice;
  }

  public Opening opening() {
    return opening;
  }

  /** Whether, as a rule, somebody must act before it opens; such a gate ends a batch. */
  public boolean needsPerson() {
    return needsPerson;
  }

  /** One sentence: what a person can do. */
  public String advice() {
    return advice;
  }

  /** Whether a restart or {@code resume} lets it be tried at once: a trial that costs nothing. */
  public boolean isTriedOnRequest() {
    return this == BALANCE || this == KEY || this == CONFIGURATION;
  }
}
