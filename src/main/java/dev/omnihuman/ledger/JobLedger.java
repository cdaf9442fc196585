package dev.omnihuman.ledger;

import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import dev.omnihuman.job.Manifest;
import dev.omnihuman.job.Move;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Every job and all that happened to it. When a method returns, what it changed has survived any
 * crash; when it throws, nothing was changed.
 *
 * <p>All methods may be called from any thread. They throw {@link LedgerException} when the
 * database does not do what was asked.
 */
public interface JobLedger extends JobReader, AutoCloseable {

  /**
   * Makes a job of each manifest, in one commit. A manifest whose file already belongs to an open
   * job is left out: that job has it.
   *
   * @return the new jobs
   */
  List<Job> accept(List<Manifest> manifests);

  /**
   * Leases up to {@code limit} due jobs of a state to the caller, those that have waited longest
   * first. A job that is not moved on before its lease runs out becomes due again.
   */
  List<Job> claim(JobState state, int limit);

  /**
   * Waits until a job of a state may be due. Returns at once when {@link #stopWaiting} was called.
   *
   * @param atMost the longest wait
   */
  void awaitDue(JobState state, Duration atMost) throws InterruptedException;

  /** Lets everybody go who waits for due jobs, now and from now on. */
  void stopWaiting();

  /**
   * As {@link #claim} of accepted jobs, but heeds the gates: none while one is shut, and one when a
   * trial is due.
   */
  List<Job> claimToSubmit(int limit);

  /**
   * Stores one step, with its event and the attempt it begins or ends. Steps that come in at the
   * same time share a commit.
   *
   * @return the job as stored
   * @throws StaleJobException if the job changed since it was read
   * @throws GateShutException if it is a submit and a gate has shut since the job was claimed
   * @throws IllegalStateException if the states may not follow each other
   */
  Job move(Move move);

  /**
   * Prolongs the lease of a job whose step takes long.
   *
   * @throws StaleJobException if the job is no longer the caller's
   */
  Job renew(Job job);

  /**
   * Submits whose lease has run out are in doubt: the call may have been made.
   *
   * @return the jobs that became {@link JobState#IN_DOUBT}
   */
  List<Job> expireSubmits();

  /**
   * For the only instance, at its start: what a predecessor held is given back at once. Its submits
   * under way become {@link JobState#IN_DOUBT}; its other jobs become due, those whose status it
   * may just have asked no earlier than {@code statusNotBefore}. Shut gates may be tried at once,
   * because a restart is how people say that they have put things right.
   *
   * @return the jobs that became IN_DOUBT
   */
  List<Job> takeOver(Instant statusNotBefore);

  /** What the ledger remembers of time. */
  LedgerClock clock();

  @Override
  void close();
}
