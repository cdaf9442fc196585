package dev.omnihuman.ledger;

import dev.omnihuman.job.Topic;
import dev.omnihuman.job.Transport;
import java.time.Instant;

/**
 * One thing that a receiver is to be told.
 *
 * @param receiver each has its own notice of the same thing
 * @param subject a job's id, {@code gate-NAME} or {@code batch-ULID}
 * @param seq grows with each notice of a subject; a job's is the number of its event
 * @param at when it happened
 * @param content a JSON object
 * @param claim which sending of it this is
 */
public record Notice(
    Transport receiver,
    Topic topic,
    String subject,
    long seq,
    Instant at,
    String content,
    Claim claim) {

  /**
   * @param tries how often it was sent in vain
   * @param until when others may send it
   */
  public record Claim(int tries, Instant until) {}

  /** By which receivers know that they were told before. */
  public String id() {
    return subject + ":" + seq;
  }
}
