package dev.omnihuman.ledger;

import dev.omnihuman.job.Topic;
import dev.omnihuman.job.Transport;
import java.time.Instant;
import java.util.List;

/**
 * What others are still to be told. Notices of jobs and gates are written by the ledger itself, in
 * the commit of what they tell of, one for each receiver. Each stays until its receiver has taken
 * it, so it may be sent more than once; a later one of the same subject to the same receiver waits
 * for it.
 */
public interface NoticeLedger {

  /**
   * @param waiting not taken yet, by any receiver
   * @param givenUp never taken, since the ledger was made
   */
  record Counts(long waiting, long givenUp) {}

  /** By what name receivers know this ledger; stays the same. */
  String source();

  /** Writes a notice that tells of no job and no gate, unless nobody wants to know. */
  void tell(Topic topic, String subject, String content);

  /**
   * Leases up to {@code limit} due notices to one receiver to the caller, of each subject the
   * earliest alone.
   */
  List<Notice> claim(Transport receiver, int limit);

  /** The receiver has it. */
  void taken(Notice notice);

  /** The receiver has not taken it; it is sent again. Nothing happens if somebody else has it. */
  void later(Notice notice, Instant at);

  /** It is not sent any more. */
  void giveUp(Notice notice);

  /**
   * Gives up all that happened before an instant.
   *
   * @return how many
   */
  int giveUpBefore(Instant oldest);

  Counts counts();

  /** How many notices a receiver has not taken yet. */
  long waiting(Transport receiver);
}
