package dev.omnihuman.job;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One step of a job, as the ledger is asked to store it: all of it or nothing.
 *
 * @param before the job as it was read; if it changed meanwhile, nothing is stored
 * @param after the job as it shall be
 * @param answer what the attempt that this step ends brought; null for any other step
 * @param remark what a person did or what else led to it, for the event; null for a step that needs
 *     no explanation
 * @param intent for a step that begins an attempt; null for any other
 * @param took how long the gateway needed, where this step shows it; null if it does not
 */
public record Move(
    Job before,
    Job after,
    Attempt.@Nullable Answer answer,
    @Nullable String remark,
    @Nullable Intent intent,
    @Nullable Duration took) {

  /**
   * An attempt to submit that begins.
   *
   * @param id random, by which its maker knows it again; null if he will not need to
   * @param tokenHash the hash of the token with which the gateway may call back about it; null if
   *     it may not
   */
  public record Intent(@Nullable String id, @Nullable String tokenHash) {

    static final Intent NAMELESS = new Intent(null, null);
  }

  /** How a step that begins an attempt does so. */
  public Intent begins() {
    return Objects.requireNonNullElse(intent, Intent.NAMELESS);
  }

  public Move(Job before, Job after, Attempt.@Nullable Answer answer) {
    this(before, after, answer, null, null, null);
  }

  public static Move of(Job before, Job after) {
    return new Move(before, after, null);
  }

  /** The same step, and why it is taken. */
  public Move because(@Nullable String words) {
    return new Move(before, after, answer, words, intent, took);
  }

  /** The same step, after which the job's manifest has this name. */
  public Move filedAs(String file) {
    return new Move(before, after.filedAs(file), answer, remark, intent, took);
  }

  /** The same step, after which whoever has this token may call back about the attempt. */
  public Move calledBackWith(@Nullable String hash) {
    return intending(new Intent(null, hash));
  }

  /** The same step, which begins an attempt. */
  public Move intending(Intent attempt) {
    return new Move(before, after, answer, remark, attempt, took);
  }

  /** The same step, from which others learn how long a job takes. */
  public Move showing(@Nullable Duration duration) {
    return new Move(before, after, answer, remark, intent, duration);
  }

  public boolean changesState() {
    return before.state() != after.state();
  }

  /** Whether it is worth an event: what needs an explanation always is. */
  public boolean isTold() {
    return changesState() || remark != null;
  }

  /** Whether people who look from outside see that something changed: its state, or its trouble. */
  public boolean showsOutside() {
    return isTold() || !Objects.equals(before.ending().words(), after.ending().words());
  }

  /** Why it was taken, or else the words on the job's latest trouble. */
  public @Nullable String why() {
    return remark != null ? remark : after.ending().words();
  }

  /**
   * @throws IllegalStateException if the states may not follow each other
   */
  public Move checked() {
    if (changesState() && !before.state().canBecome(after.state())) {
      throw new IllegalStateException(
          "job %s cannot go from %s to %s"
              .formatted(before.label(), before.state(), after.state()));
    }
    return this;
  }
}
