package dev.omnihuman.failpoint;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Every durable step of a job's life, and the gaps between two of them. A process that is started
 * with {@code -Dfailpoint=NAME} stops the thread that reaches this place, for ever, and says so in
 * one line on standard output; all other threads go on. A rig can then kill the process at exactly
 * this place. {@code NAME:3} stops at the third time. Without the property a failpoint is one look
 * at a constant.
 *
 * <p>Each says what a kill at this place proves.
 */
public enum Failpoint {
  /** A manifest that was only looked at still lies in the inbox, and is taken later. */
  BEFORE_CLAIM,
  /** A sub-folder that was made and may not last is made again or found. */
  AFTER_SUB_FOLDER,
  /** A manifest in {@code working/} that no job knows is found again, whether the name lasts. */
  AFTER_CLAIM,
  /** The same once the claim is on the disk: only now may the ledger hear of it. */
  BEFORE_ACCEPT,
  /** A job whose manifest nobody has seen since is the only job of it. */
  AFTER_ACCEPT,
  /** Before the intent nothing has left: the job is submitted later, once. */
  BEFORE_INTENT,
  /** An intent without a call cannot be told from a call without an answer: in doubt, not again. */
  AFTER_INTENT,
  /** The call was charged and its answer is known to nobody: in doubt, not again. */
  AFTER_SUBMIT_ANSWER,
  /** A job whose request id is stored is followed to its end without another call. */
  AFTER_REQUEST_ID,
  /** A status answer that was not stored is asked for again. */
  AFTER_STATUS_ANSWER,
  /** A download that had begun is no video. */
  AFTER_FIRST_PIECE,
  /** Whole bytes without a name are fetched again, or named. */
  AFTER_PART_FSYNC,
  /** A file under two names is published once. Reached by whatever is published. */
  AFTER_LINK,
  /** The same when the first name is gone. */
  AFTER_UNLINK,
  /** A video without a sidecar is recognised by its bytes and gets no second name. */
  BEFORE_SIDECAR,
  /** The same with a sidecar that is whole but has no name in the outbox. */
  AFTER_SIDECAR,
  /** Video and sidecar have their names; the checksum file comes yet. */
  BEFORE_CHECKSUM,
  /** Video, sidecar and checksum have their names, which may not last. */
  BEFORE_FOLDER_FSYNC,
  /** They have their names for good; the marker comes yet. */
  AFTER_FOLDER_FSYNC,
  /** The marker has its name, which may not last; all else has it for good. */
  AFTER_MARKER,
  /** What is published and not in the ledger is recognised, not fetched again. */
  BEFORE_DELIVERED,
  /** A delivered job whose manifest still lies in {@code working/} is filed at the next start. */
  AFTER_DELIVERED,
  /** The same one step later. */
  BEFORE_FILING,
  /** A filed manifest is left where it is. */
  AFTER_FILING;

  private static final @Nullable Trap TRAP = Trap.set(System.getProperty("failpoint"));

  /** Does not return if this is where the process shall stop. */
  public void reached() {
    if (TRAP != null && TRAP.closesAt(this)) {
      System.out.println("failpoint " + name() + " reached");
      stopForEver();
    }
  }

  private static void stopForEver() {
    while (true) {
      LockSupport.park();
      // An interrupt would turn this into a busy loop.
      Thread.interrupted();
    }
  }
}
