package dev.omnihuman.app;

import dev.omnihuman.ledger.LedgerException;
import dev.omnihuman.ledger.PostgresLedger;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** After a power cut a program may start before its database server does. */
final class ServerStart {

  private static final Logger LOG = LoggerFactory.getLogger(ServerStart.class);

  private static final long TRY_EVERY_MILLIS = 2_000;
  private static final int TELL_EVERY = 15;

  private ServerStart() {}

  /**
   * Tries to start until the ledger's server is there. Who refuses us will go on refusing.
   *
   * @throws LedgerException if it refuses us
   */
  static <T> T untilItAnswers(Callable<T> start) throws Exception {
    for (int tries = 0; ; tries++) {
      try {
        return start.call();
      } catch (LedgerException e) {
        if (!PostgresLedger.isAway(e)) {
          throw e;
        }
        if (tries % TELL_EVERY == 0) {
          LOG.warn("{}; nothing begins before it answers", e.getMessage());
        }
      }
      new CountDownLatch(1).await(TRY_EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }
  }
}
