package dev.omnihuman.intake;

import dev.omnihuman.job.JobState;
import dev.omnihuman.ledger.Acceptance;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What would become of a file if it were taken now.
 *
 * @param name beneath the folder
 * @param acceptance what the ledger would say; null if it would not be asked
 * @param problems what is wrong with its content
 * @param words why it would not be taken at all, or what else is to be known
 */
public record ForeseenFile(
    String name,
    Fate fate,
    @Nullable Acceptance acceptance,
    List<Problem> problems,
    @Nullable String words) {

  /** The kinds of what may become of it. */
  public enum Fate {
    /** A new job, which is submitted. */
    SUBMIT,
    /** Another try of a job that ended badly: submitted anew, because nothing was charged. */
    SUBMIT_AGAIN,
    /** Another try of a job that ended badly: the gateway is asked again, which is free. */
    ASK_AGAIN,
    /** Nothing: its video is there or on its way. */
    DUPLICATE,
    /** Nothing: another try may be charged again and wants {@code force}. */
    NEEDS_FORCE,
    /** Rejected for its content. */
    BAD,
    /** Left where it is, and told of. */
    NOT_TAKEN;

    /** Whether it makes a paid call. */
    public boolean isSubmit() {
      return this == SUBMIT || this == SUBMIT_AGAIN;
    }

    /** Whether somebody has to do something about it. */
    public boolean isTrouble() {
      return this == NEEDS_FORCE || this == BAD || this == NOT_TAKEN;
    }

    /** As programs read it. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static ForeseenFile of(String name, Acceptance acceptance) {
    return new ForeseenFile(name, fate(acceptance), acceptance, List.of(), null);
  }

  private static Fate fate(Acceptance acceptance) {
    if (acceptance instanceof Acceptance.NewJob) {
      return Fate.SUBMIT;
    }
    if (acceptance instanceof Acceptance.Reopened reopened) {
      return reopened.job().state() == JobState.SUBMITTED ? Fate.ASK_AGAIN : Fate.SUBMIT_AGAIN;
    }
    return acceptance instanceof Acceptance.NeedsForce ? Fate.NEEDS_FORCE : Fate.DUPLICATE;
  }

  static ForeseenFile bad(String name, List<Problem> problems, @Nullable String words) {
    return new ForeseenFile(name, Fate.BAD, null, List.copyOf(problems), words);
  }

  static ForeseenFile notTaken(String name, String why) {
    return new ForeseenFile(name, Fate.NOT_TAKEN, null, List.of(), why);
  }
}
