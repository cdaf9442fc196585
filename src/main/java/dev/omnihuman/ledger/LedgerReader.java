package dev.omnihuman.ledger;

import java.time.Duration;
import java.util.List;

/** A ledger that was opened for looking only. */
public interface LedgerReader extends JobReader, AutoCloseable {

  /** Tells what would become of manifests if they were dropped now. */
  Forecast forecast(LedgerRules rules);

  /**
   * How long the gateway took to answer the latest submits that it accepted.
   *
   * @param limit how many of them at most
   */
  List<Duration> answerTimes(int limit);

  @Override
  void close();
}
