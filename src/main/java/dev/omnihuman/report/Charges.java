package dev.omnihuman.report;

import dev.omnihuman.job.Attempt;
import dev.omnihuman.job.Charged;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import dev.omnihuman.ledger.JobReader;
import java.util.List;

/**
 * How many of a job's attempts were charged.
 *
 * @param sure surely
 * @param perhaps nobody knows
 */
record Charges(long sure, long perhaps) {

  static Charges of(Job job, JobReader ledger) {
    if (job.progress().attempt() > 1 || job.state() == JobState.SUBMITTING) {
      List<Attempt> attempts = ledger.attempts(job.id());
      return new Charges(count(attempts, Charged.YES), count(attempts, Charged.UNKNOWN));
    }
    // The usual case, which costs no query.
    Charged charged = job.ending().chargedInAll();
    return new Charges(charged == Charged.YES ? 1 : 0, charged == Charged.UNKNOWN ? 1 : 0);
  }

  private static long count(List<Attempt> attempts, Charged charged) {
    return attempts.stream().filter(attempt -> attempt.result().charged() == charged).count();
  }
}
