package dev.omnihuman.ledger;

import dev.omnihuman.job.GateDelays;
import dev.omnihuman.job.LookSchedule;
import dev.omnihuman.job.OutputTemplate;
import dev.omnihuman.job.SubmitRules;
import java.time.Clock;
import java.time.Duration;

/**
 * What the ledger is told of time and money.
 *
 * @param lease how long a claimed job belongs to its claimant
 * @param dedupeWindow how long the same content is not accepted again; zero: it always is
 * @param looks when a job that was submitted is looked at first
 * @param outputName what the videos of jobs that are accepted now will be called
 * @param notices what others want to be told
 * @param member who works here
 */
public record LedgerRules(
    Clock clock,
    Duration lease,
    GateDelays gateDelays,
    SubmitRules submit,
    Duration dedupeWindow,
    LookSchedule looks,
    OutputTemplate outputName,
    NoticeRules notices,
    Member member) {

  /** Where nobody is told anything, and nobody else works. */
  public LedgerRules(
      Clock clock,
      Duration lease,
      GateDelays gateDelays,
      SubmitRules submit,
      Duration dedupeWindow,
      LookSchedule looks,
      OutputTemplate outputName) {
    this(
        clock,
        lease,
        gateDelays,
        submit,
        dedupeWindow,
        looks,
        outputName,
        NoticeRules.NONE,
        Member.ALONE);
  }

  public LedgerRules withNotices(NoticeRules wanted) {
    return new LedgerRules(
        clock, lease, gateDelays, submit, dedupeWindow, looks, outputName, wanted, member);
  }

  /** The same rules, for one of several. */
  public LedgerRules as(Member one) {
    return new LedgerRules(
        clock, lease, gateDelays, submit, dedupeWindow, looks, outputName, notices, one);
  }
}
