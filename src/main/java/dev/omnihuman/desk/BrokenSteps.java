package dev.omnihuman.desk;

import dev.omnihuman.job.Job;
import dev.omnihuman.ledger.NodeLedger;
import org.apache.camel.Variable;
import org.jspecify.annotations.Nullable;

/** Steps that ended while the ledger was away: their jobs go on as soon as it is back. */
public final class BrokenSteps {

  private final NodeLedger nodes;

  public BrokenSteps(NodeLedger nodes) {
    this.nodes = nodes;
  }

  /**
   * @param job null if what ended was no job's step, but a look for work
   */
  public void remember(@Variable("job") @Nullable Job job) {
    if (job != null) {
      nodes.broken(job);
    }
  }
}
