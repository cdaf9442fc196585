package dev.omnihuman.gateway;

import dev.omnihuman.job.ClosedGate;
import dev.omnihuman.job.Gate;
import dev.omnihuman.ledger.JobLedger;
import dev.omnihuman.settings.KeyInUse;
import dev.omnihuman.settings.SettingsException;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Variable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out without a paid call whether the gateway takes the key again: by a status request, which
 * is free, or because there is another key now. Any answer but 401 and 403 says that it does.
 */
public final class KeyProbe {

  private static final Logger LOG = LoggerFactory.getLogger(KeyProbe.class);

  /** A request id that the gateway never gave; it need only look at the key. */
  private static final String NO_REQUEST = "key-probe";

  private final JobLedger ledger;
  private final Clock clock;
  private final KeyInUse key;

  public KeyProbe(JobLedger ledger, Clock clock, KeyInUse key) {
    this.ledger = ledger;
    this.clock = clock;
    this.key = key;
  }

  /** Whether to ask now. A key that has changed needs no question: the next submit is one. */
  public boolean isDue() {
    Optional<ClosedGate> shut =
        ledger.closedGates().stream().filter(gate -> gate.gate() == Gate.KEY).findFirst();
    if (shut.isEmpty()) {
      return false;
    }
    if (hasChanged()) {
      LOG.info("another key is in use now");
      ledger.open(Gate.KEY);
      return false;
    }
    return shut.get().isDue(clock.instant());
  }

  private boolean hasChanged() {
    try {
      return key.reread();
    } catch (SettingsException e) {
      LOG.debug("the old key stays in use: {}", e.getMessage());
      return false;
    }
  }

  public String path() {
    return NO_REQUEST;
  }

  public void record(@Variable("reply") GatewayReply reply) {
    if (reply.status() == 401 || reply.status() == 403) {
      ledger.probedInVain(
          Gate.KEY,
          "the gateway answered %d: %s"
              .formatted(reply.status(), ProviderJson.words(reply.body())));
    } else {
      ledger.open(Gate.KEY);
    }
  }

  public void recordNoAnswer(@ExchangeProperty(Exchange.EXCEPTION_CAUGHT) IOException cause) {
    ledger.probedInVain(Gate.KEY, "no answer: " + ProviderJson.printable(cause.getMessage()));
  }
}
