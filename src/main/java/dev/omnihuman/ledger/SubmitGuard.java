package dev.omnihuman.ledger;

import dev.omnihuman.job.ClosedGate;
import dev.omnihuman.job.Gate;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import dev.omnihuman.job.Move;
import dev.omnihuman.ledger.SubmitCaps.Reached;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Says of each submit whether it may begin, in the transaction that commits its intent: so no crash
 * and no race lets one more through a shut gate, a narrow lane or a cap.
 */
final class SubmitGuard {

  private final Handle handle;
  private final GateTable gates;
  private final SubmitCaps caps;
  private final Instant now;
  private final List<ClosedGate> closed;
  private int room;
  private int begun;

  SubmitGuard(Handle handle, GateTable gates, SubmitCaps caps, Instant now) {
    this.handle = handle;
    this.gates = gates;
    this.caps = caps;
    this.now = now;
    this.closed = gates.closed(handle);
    this.room = gates.lane().room(handle);
  }

  static boolean isSubmit(Move move) {
    return move.changesState() && move.after().state() == JobState.SUBMITTING;
  }

  boolean admits(Job job) {
    if (hasLead(job)) {
      return false;
    }
    boolean trial = !closed.isEmpty() && closed.stream().allMatch(g -> g.isTriedBy(job.id()));
    if (!trial && (!closed.isEmpty() || room <= 0) || isCapReached()) {
      return false;
    }
    room--;
    begun++;
    return true;
  }

  /** A callback came after the job was claimed: perhaps it need not be paid for again. */
  private boolean hasLead(Job job) {
    return handle
            .createQuery("SELECT COUNT(*) FROM callback_lead WHERE job_id = :id")
            .bind("id", job.id())
            .mapTo(Integer.class)
            .one()
        > 0;
  }

  private boolean isCapReached() {
    if (!caps.areSet()) {
      return false;
    }
    Optional<Reached> reached = caps.reached(handle, begun, now);
    reached.ifPresent(cap -> gates.shut(handle, Gate.CAP, cap.words(), cap.until()));
    return reached.isPresent();
  }
}
