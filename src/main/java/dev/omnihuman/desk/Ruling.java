package dev.omnihuman.desk;

import dev.omnihuman.job.Job;

/** Whether a person may do something to a job. */
sealed interface Ruling {

  /**
   * @param next the job as it shall be
   * @param words what the person does, for the event
   * @param then what follows, for the person
   */
  record Granted(Job next, String words, String then) implements Ruling {}

  /**
   * @param words why not, and what may be done instead
   */
  record Refused(String words) implements Ruling {}
}
