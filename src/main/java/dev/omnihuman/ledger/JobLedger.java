package dev.omnihuman.ledger;

import dev.omnihuman.job.Attempt.Answer;
import dev.omnihuman.job.Gate;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import dev.omnihuman.job.Manifest;
import dev.omnihuman.job.Move;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Every job and all that happened to it. When a method returns, what it changed has survived any
 * crash; when it throws, nothing was changed.
 *
 * <p>All methods may be called from any thread. They throw {@link LedgerException} when the
 * database does not do what was asked.
 */
public interface JobLedger extends JobReader, AutoCloseable {

  /**
   * Decides, in one commit, what becomes of manifests. One whose content is on its way or was
   * delivered within the dedupe window makes no second job, unless it asks for that by force; one
   * whose content ended badly is another try of the same job, if that costs nothing more.
   *
   * @return what became of each, in their order
   */
  List<Acceptance> accept(List<Manifest> manifests);

  /**
   * The same of manifests that were taken from a shared folder at a time: when that is too long
   * ago, they are another node's by now.
   *
   * @throws StaleClaimException if it is; nothing was decided
   */
  List<Acceptance> accept(List<Manifest> manifests, Instant claimedAt);

  /**
   * The same of manifests that lie in {@code working/} and belong to no job, whatever the reason.
   * Nobody asks for them now, so whatever the ledger has seen before is a duplicate, however old.
   */
  List<Acceptance> acceptLeftBehind(List<Manifest> manifests);

  /**
   * The same of manifests in shared folders.
   *
   * @param lookedAt when none of them belonged to a job
   * @throws StaleClaimException if that is too long ago; nothing was decided
   */
  List<Acceptance> acceptLeftBehind(List<Manifest> manifests, Instant lookedAt);

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
   * @throws GateShutException if it is a submit and a gate, the lane or a cap forbids it by now
   * @throws IllegalStateException if the states may not follow each other
   */
  Job move(Move move);

  /**
   * Stores how an attempt to submit ended. If the job fell in doubt meanwhile, because its lease
   * ran out or its answer could not be stored at first, a sure answer still decides.
   *
   * @param begun the job as {@link #move} returned it when the attempt began
   * @param requestId what the gateway called it; null if it was not accepted. The request of
   *     another job is not believed: then the job's own answer is lost
   * @throws StaleJobException if the job no longer waits for this answer
   */
  Job settle(Job begun, Answer answer, @Nullable String requestId);

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
   * may just have asked no earlier than {@code statusNotBefore}. Gates that wait for people may be
   * tried at once, because a restart is how people say that they have put things right.
   *
   * @return the jobs that became IN_DOUBT
   */
  List<Job> takeOver(Instant statusNotBefore);

  /** Shuts a gate; if it is shut already, it keeps its cause and its time. */
  void shut(Gate gate, String cause);

  /** Opens a gate. Behind one that a probe has opened, the next submit goes alone. */
  void open(Gate gate);

  /** A probe found a gate still shut; the next one comes later. */
  void probedInVain(Gate gate, String cause);

  /**
   * A person says that things were put right: {@link Gate#PAUSE} opens, and the gates that can be
   * tried may be tried at once. What the gateway asked us to wait is waited all the same.
   */
  void tryGatesNow();

  /** How the thread is doing that stores steps. */
  WriterState writer();

  /** What the ledger remembers of time. */
  LedgerClock clock();

  /** All jobs as people watch them; over a connection of its own. */
  JobBoard board();

  /** What callbacks set off. */
  CallbackLedger callbacks();

  /** Those that share this ledger. */
  NodeLedger nodes();

  /** What others are still to be told. */
  NoticeLedger notices();

  /**
   * From now on somebody more is told of each job whose state or trouble this program has changed,
   * after that is stored. He must not wait: the ledger does.
   */
  void watch(Consumer<Job> changed);

  @Override
  void close();
}
