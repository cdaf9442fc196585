package dev.omnihuman.app;

import java.time.Clock;

/**
 * Whether the ledger is the memory that it should be. Without it every manifest would look new, and
 * be paid for again. Each check says what it found, or throws a {@link
 * dev.omnihuman.settings.SettingsException} or a {@link dev.omnihuman.ledger.LedgerException}.
 */
interface LedgerChecks {

  /** Nothing may be in the folders that only a ledger could know. */
  String isThere();

  /** Only looks. */
  String isSound();

  /** The same, and keeps a copy of a damaged ledger, before anybody tries to mend it. */
  String isSoundOrKept(Clock clock);

  /** Flyway itself would let a ledger pass that a newer program has changed. */
  String isKnown();
}
