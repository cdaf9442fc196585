package dev.omnihuman.desk;

import dev.omnihuman.job.Attempt.Answer;
import dev.omnihuman.job.Charged;
import dev.omnihuman.job.FailureReason;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.Move;
import dev.omnihuman.job.Remote;
import dev.omnihuman.job.SubmitOutcome;
import dev.omnihuman.testing.TestJobs;
import java.util.List;

/** Where a job may stand when a person acts on it. */
public enum Situation {
  ACCEPTED {
    @Override
    public Job of(TestJobs jobs, String name) {
      return jobs.accepted(name);
    }
  },
  SUBMITTING {
    @Override
    public Job of(TestJobs jobs, String name) {
      return jobs.submitting(name);
    }
  },
  IN_DOUBT {
    @Override
    public Job of(TestJobs jobs, String name) {
      Answer lost = new Answer(jobs.now(), SubmitOutcome.ANSWER_LOST, "the connection broke", null);
      return jobs.ledger().settle(jobs.submitting(name), lost, null);
    }
  },
  SUBMITTED {
    @Override
    public Job of(TestJobs jobs, String name) {
      return jobs.submitted(name);
    }
  },
  UNKNOWN_TO_THE_GATEWAY {
    @Override
    public Job of(TestJobs jobs, String name) {
      Job job = jobs.submitted(name);
      Job unknown = job.says(Remote.NOT_FOUND, jobs.now(), jobs.now(), "no such request");
      return jobs.ledger().move(Move.of(job, unknown));
    }
  },
  READY {
    @Override
    public Job of(TestJobs jobs, String name) {
      return jobs.ready(name, "https://media.example.com/1.mp4");
    }
  },
  DELIVERED {
    @Override
    public Job of(TestJobs jobs, String name) {
      Job job = READY.of(jobs, name);
      return jobs.ledger().move(Move.of(job, job.delivered(jobs.now(), List.of(name + ".mp4"))));
    }
  },
  FAILED_AND_PAID {
    @Override
    public Job of(TestJobs jobs, String name) {
      return fail(jobs, jobs.submitted(name), FailureReason.REMOTE_FAILED, Charged.YES);
    }
  },
  FAILED_IN_ERROR {
    @Override
    public Job of(TestJobs jobs, String name) {
      return fail(jobs, jobs.submitted(name), FailureReason.REMOTE_ERROR, Charged.NO);
    }
  },
  REFUSED {
    @Override
    public Job of(TestJobs jobs, String name) {
      return fail(jobs, jobs.submitting(name), FailureReason.INPUT_REFUSED, Charged.NO);
    }
  },
  FAILED_IN_DOUBT {
    @Override
    public Job of(TestJobs jobs, String name) {
      return fail(jobs, IN_DOUBT.of(jobs, name), FailureReason.SUBMIT_UNCLEAR, Charged.UNKNOWN);
    }
  },
  ABANDONED_IN_DOUBT {
    @Override
    public Job of(TestJobs jobs, String name) {
      Job job = IN_DOUBT.of(jobs, name);
      return jobs.ledger().move(Move.of(job, job.abandoned(jobs.now())));
    }
  };

  public abstract Job of(TestJobs jobs, String name);

  private static Job fail(TestJobs jobs, Job job, FailureReason reason, Charged charged) {
    return jobs.ledger().move(Move.of(job, job.failed(reason, "words", charged, jobs.now())));
  }
}
