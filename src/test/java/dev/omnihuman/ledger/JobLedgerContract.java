package dev.omnihuman.ledger;

import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What a ledger promises, whatever its database. The promises stand in the interfaces. */
abstract class JobLedgerContract
    implements AcceptContract,
        DedupeContract,
        ClaimContract,
        MoveContract,
        SettleContract,
        RecoveryContract,
        GateContract,
        GateKindsContract,
        LaneContract,
        BreakerContract,
        CapContract,
        PaceContract,
        BoardContract,
        ClockContract,
        CallbackContract {

  private TestLedger ledger;

  /** An empty database of the test's own. */
  protected abstract DataSource newDatabase() throws Exception;

  @BeforeEach
  void openLedger() throws Exception {
    ledger = new TestLedger(newDatabase());
  }

  @AfterEach
  void closeLedger() {
    ledger.close();
  }

  @Override
  public TestLedger ledger() {
    return ledger;
  }
}
