package dev.omnihuman.notices;

import dev.omnihuman.gateway.RetryAfter;
import dev.omnihuman.job.Transport;
import dev.omnihuman.ledger.Notice;
import dev.omnihuman.ledger.NoticeLedger;
import dev.omnihuman.settings.BearerToken;
import dev.omnihuman.settings.SettingsException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Header;
import org.apache.camel.Variable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is told by POST, and what an answer means. Only 2xx is a notice taken. */
public final class HttpNotices extends Notices {

  private static final Logger LOG = LoggerFactory.getLogger(HttpNotices.class);

  /**
   * 4xx that speak of the receiver or the way to it. Of any other the notice itself is to blame.
   */
  private static final Set<Integer> OF_RECEIVER =
      Set.of(401, 402, 403, 404, 405, 407, 408, 410, 421, 423, 425, 426, 429);

  /** Two for each of those that send; a call takes 30 s at most. */
  private static final int PAGE = 8;

  private final BearerToken token;

  public HttpNotices(NoticeLedger ledger, Clock clock, BearerToken token) {
    this(ledger, clock, token, new Receiver(clock));
  }

  HttpNotices(NoticeLedger ledger, Clock clock, BearerToken token, Receiver receiver) {
    super(Transport.HTTP, ledger, clock, receiver, PAGE);
    this.token = token;
  }

  /** Stores what the receiver's answer means. */
  public void record(
      @Variable("notice") Notice notice,
      @Header(Exchange.HTTP_RESPONSE_CODE) int status,
      @Header("Retry-After") @Nullable String retryAfter) {
    if (status / 100 == 2) {
      taken(notice);
    } else if (status / 100 == 4 && !OF_RECEIVER.contains(status)) {
      refused(notice, "the receiver answered " + status);
    } else {
      if (status == 401 || status == 403) {
        rereadToken();
      }
      Duration asked = RetryAfter.parse(retryAfter, clock().instant());
      notTaken(
          notice,
          "the receiver answered " + status,
          Objects.requireNonNullElse(asked, Duration.ZERO));
    }
  }

  /** No whole answer came: the receiver may have the notice, and gets it again. */
  public void recordNoAnswer(
      @Variable("notice") Notice notice,
      @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) IOException cause) {
    notTaken(notice, String.valueOf(Plain.words(cause.toString())), Duration.ZERO);
  }

  private void rereadToken() {
    try {
      token.reread();
    } catch (SettingsException e) {
      LOG.warn("{}; the token that was read before stays in use", e.getMessage());
    }
  }
}
