package dev.omnihuman.ledger;

/** A ledger that was opened for looking only. */
public interface LedgerReader extends JobReader, AutoCloseable {

  @Override
  void close();
}
