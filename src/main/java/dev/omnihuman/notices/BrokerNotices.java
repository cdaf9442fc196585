package dev.omnihuman.notices;

import dev.omnihuman.job.Transport;
import dev.omnihuman.ledger.Notice;
import dev.omnihuman.ledger.NoticeLedger;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Variable;
import org.apache.kafka.common.errors.RecordTooLargeException;

/** What is told by a message to a broker. One that the broker has confirmed is taken. */
public final class BrokerNotices extends Notices {

  /** Five for each of those that send; a broker that answers at all does so within 15 s. */
  private static final int PAGE = 40;

  public BrokerNotices(Transport to, NoticeLedger ledger, Clock clock) {
    this(to, ledger, clock, new Receiver(clock));
  }

  BrokerNotices(Transport to, NoticeLedger ledger, Clock clock, Receiver receiver) {
    super(to, ledger, clock, receiver, PAGE);
  }

  /** The event as a message's text. */
  public String text(@Variable("notice") Notice notice) {
    return new String(body(notice), StandardCharsets.UTF_8);
  }

  /** The broker has it, durably. */
  public void recordTaken(@Variable("notice") Notice notice) {
    taken(notice);
  }

  /** The broker did not confirm it: it may have it, and gets it again. */
  public void recordNotTaken(
      @Variable("notice") Notice notice,
      @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception cause) {
    Throwable first =
        cause instanceof ExecutionException && cause.getCause() != null ? cause.getCause() : cause;
    String why = String.valueOf(Plain.words(first.toString()));
    if (first instanceof RecordTooLargeException) {
      // The broker is well; this one alone is more than it, or the client's properties, allow.
      refused(notice, why);
    } else {
      notTaken(notice, why, Duration.ZERO);
    }
  }
}
