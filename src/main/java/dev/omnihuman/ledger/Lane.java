package dev.omnihuman.ledger;

import dev.omnihuman.job.Attempt.Answer;
import dev.omnihuman.job.SubmitOutcome;
import dev.omnihuman.job.SubmitRules;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How wide the lane of submits is: how many may be under way at once. It narrows when the gateway
 * says "too many", and widens again with what it accepts. After a doubtful answer no more are let
 * in than may fall into doubt before the breaker shuts. Works inside a transaction.
 */
final class Lane {

  private static final Logger LOG = LoggerFactory.getLogger(Lane.class);

  /**
   * @param doubts doubtful answers in a row
   * @param width how many may be under way; 0: as many as are set
   * @param accepted how many were accepted since the width changed
   */
  record State(int doubts, int width, int accepted) {}

  private final SubmitRules rules;

  /** What is stored, or null if that must be looked up; asked at every submit. */
  private @Nullable State known;

  Lane(SubmitRules rules) {
    this.rules = rules;
  }

  /** A transaction failed: what it had read may never have been stored. */
  void forget() {
    known = null;
  }

  /** Whether fewer than are set may be under way, as far as is known without asking. */
  boolean isNarrow() {
    State state = known;
    return state != null && (state.width() > 0 || state.doubts() > 0);
  }

  /** How many more may begin now; a very large number while nothing limits the lane. */
  int room(Handle handle) {
    State state = state(handle);
    int most = state.width() == 0 ? Integer.MAX_VALUE : state.width();
    if (rules.breakerThreshold() > 0 && state.doubts() > 0) {
      most = Math.min(most, Math.max(1, rules.breakerThreshold() - state.doubts()));
    }
    return most == Integer.MAX_VALUE ? most : Math.max(0, most - underWay(handle));
  }

  private static int underWay(Handle handle) {
    return handle
        .createQuery("SELECT COUNT(*) FROM job WHERE state = 'SUBMITTING'")
        .mapTo(Integer.class)
        .one();
  }

  /**
   * @return whether the breaker must shut
   */
  boolean learn(Handle handle, Answer answer) {
    State state = state(handle);
    if (answer.outcome().isDoubtOfGateway()) {
      save(handle, new State(state.doubts() + 1, state.width(), state.accepted()));
      return rules.breakerThreshold() > 0 && state.doubts() + 1 >= rules.breakerThreshold();
    }
    boolean answered =
        answer.outcome() != SubmitOutcome.NOT_SENT && answer.outcome() != SubmitOutcome.INTERRUPTED;
    if (answered && state.doubts() > 0) {
      save(handle, new State(0, state.width(), state.accepted()));
    }
    if (answer.outcome() == SubmitOutcome.ACCEPTED && state.width() > 0) {
      widen(handle);
    }
    return false;
  }

  private void widen(Handle handle) {
    State state = state(handle);
    if (state.accepted() + 1 < state.width()) {
      save(handle, new State(state.doubts(), state.width(), state.accepted() + 1));
    } else {
      int wider = state.width() + 1;
      save(handle, new State(state.doubts(), wider < most(handle) ? wider : 0, 0));
    }
  }

  /** The gateway says that it gets too many at once. */
  void narrow(Handle handle) {
    State state = state(handle);
    int width = state.width() == 0 ? most(handle) : state.width();
    narrowTo(handle, Math.max(1, width / 2));
  }

  /** As many as all nodes together make at once. */
  private int most(Handle handle) {
    int nodes = handle.createQuery("SELECT COUNT(*) FROM node").mapTo(Integer.class).one();
    return rules.concurrency() * Math.max(1, nodes);
  }

  /** The next one goes alone: nobody knows yet whether the gateway takes submits again. */
  void narrowToOne(Handle handle) {
    narrowTo(handle, 1);
  }

  private void narrowTo(Handle handle, int width) {
    int most = most(handle);
    if (width < most) {
      LOG.info("at most {} of {} submits at once for now", width, most);
      save(handle, new State(state(handle).doubts(), width, 0));
    }
  }

  private State state(Handle handle) {
    State state = known;
    if (state == null) {
      state =
          handle
              .createQuery("SELECT doubts, width, accepted FROM lane WHERE id = 1")
              .map((row, context) -> new State(row.getInt(1), row.getInt(2), row.getInt(3)))
              .one();
      known = state;
    }
    return state;
  }

  private void save(Handle handle, State state) {
    handle
        .createUpdate(
            "UPDATE lane SET doubts = :doubts, width = :width, accepted = :accepted WHERE id = 1")
        .bind("doubts", state.doubts())
        .bind("width", state.width())
        .bind("accepted", state.accepted())
        .execute();
    known = state;
  }
}
