package dev.omnihuman.ledger;

import dev.omnihuman.testing.JobSteps;
import dev.omnihuman.testing.TestClock;
import dev.omnihuman.testing.TestRules;
import java.time.Duration;
import java.time.Instant;
import javax.sql.DataSource;

/** A ledger of SQL over a fresh database, with a clock that can be set. */
final class TestLedger implements AutoCloseable {

  static final Duration LEASE = Duration.ofMinutes(2);

  final TestClock clock = new TestClock();
  LedgerRules rules = TestRules.on(clock);
  JobLedger jobs;
  JobSteps steps;

  private final DataSource database;

  TestLedger(DataSource database) {
    this.database = database;
    open();
  }

  private void open() {
    jobs = otherNode();
    steps = new JobSteps(jobs, clock);
  }

  /** One more ledger over the same database; to be closed by the test. */
  JobLedger otherNode() {
    return new SqlJobLedger(LedgerDatabase.open(database), rules);
  }

  /** From now on under other rules. */
  void follow(LedgerRules others) {
    rules = others;
    reopen();
  }

  /** What another process sees after this one has ended. */
  void reopen() {
    close();
    open();
  }

  Instant now() {
    return clock.instant();
  }

  @Override
  public void close() {
    jobs.close();
  }
}
