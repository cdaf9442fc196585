package dev.omnihuman.app;

import dev.omnihuman.folders.Folders;
import dev.omnihuman.ledger.JobLedger;
import dev.omnihuman.ledger.LedgerFile;
import dev.omnihuman.ledger.LedgerListener;
import dev.omnihuman.ledger.LedgerReader;
import dev.omnihuman.ledger.LedgerRules;
import dev.omnihuman.ledger.Member;
import dev.omnihuman.ledger.PostgresLedger;
import dev.omnihuman.ledger.SavedLedger;
import dev.omnihuman.ledger.SqliteLedger;
import dev.omnihuman.settings.Settings;
import java.nio.file.Path;
import java.time.Clock;
import java.util.function.Function;

/** Where the ledger is that the settings name: a file under the home, or a server's database. */
sealed interface LedgerPlace {

  /** For a process that works in the home: it has a name, or gets one. */
  static LedgerPlace of(Settings settings) {
    return of(settings, NodeIdentity::of);
  }

  /** For somebody who only looks, and makes nothing. */
  static LedgerPlace toLook(Settings settings) {
    return of(settings, NodeIdentity::ifMade);
  }

  private static LedgerPlace of(Settings settings, Function<Settings, NodeIdentity> identity) {
    Settings.Server server = settings.ledger().server();
    return server == null
        ? new File(settings.folders(), settings.messages().areTaken())
        : new Server(settings, server, identity.apply(settings));
  }

  /** Before it is first touched, by the one process that works in the home. */
  void prepare();

  /** This process, as the others know it that share the ledger. */
  Member member();

  JobLedger open(LedgerRules rules, LedgerListener listener);

  /**
   * For looking only, while another process may work with it.
   *
   * @throws dev.omnihuman.ledger.LedgerException if there is none
   */
  LedgerReader openToRead();

  /** One more connection that only looks, for the process that works in the home. */
  LedgerReader openBeside();

  /** Whether one was made before; true if only its server could tell. */
  boolean mayBeThere();

  LedgerChecks checks();

  /**
   * Copies the ledger, as it is at one instant, into a new file, also while others work with it.
   *
   * @throws dev.omnihuman.ledger.MoveRefusedException if there is none, or a newer program's
   */
  void exportTo(Path fresh);

  /**
   * Fills the ledger, in which there must be no job, with a saved one; for the one process that
   * works in the home.
   *
   * @param beforeItCounts done when all is written, and before anybody could begin with it
   * @throws dev.omnihuman.ledger.MoveRefusedException if it must not be filled; nothing was changed
   */
  void fill(SavedLedger saved, Runnable beforeItCounts);

  /** The setting that is to blame if it cannot be opened. */
  String setting();

  /**
   * {@code ledger.db} under the home.
   *
   * @param messages whether jobs come as messages, of which no folder tells
   */
  record File(Folders folders, boolean messages) implements LedgerPlace {

    private Path home() {
      return folders.home();
    }

    @Override
    public void prepare() {
      SqliteLedger.prepare(home());
    }

    @Override
    public Member member() {
      return Member.ALONE;
    }

    @Override
    public JobLedger open(LedgerRules rules, LedgerListener listener) {
      return SqliteLedger.open(home(), rules, listener);
    }

    @Override
    public LedgerReader openToRead() {
      return SqliteLedger.openToRead(home());
    }

    @Override
    public LedgerReader openBeside() {
      return SqliteLedger.openBeside(home());
    }

    @Override
    public boolean mayBeThere() {
      return new LedgerFile(home()).size() > 0;
    }

    @Override
    public LedgerChecks checks() {
      return new LedgerFileChecks(folders, messages);
    }

    @Override
    public void exportTo(Path fresh) {
      SqliteLedger.exportTo(home(), fresh);
    }

    @Override
    public void fill(SavedLedger saved, Runnable beforeItCounts) {
      saved.settleAlone(NodeIdentity.siteOf(folders.filed().working()).orElse(null));
      beforeItCounts.run();
      SqliteLedger.fill(home(), saved);
    }

    @Override
    public String setting() {
      return "omnihuman.home";
    }
  }

  /** A database that several nodes share. */
  record Server(Settings settings, Settings.Server server, NodeIdentity identity)
      implements LedgerPlace {

    private PostgresLedger ledger() {
      return new PostgresLedger(
          new PostgresLedger.Address(
              server.url(), server.user(), server.secret(), "omnihuman-routes " + identity.name()));
    }

    @Override
    public void prepare() {
      // It is not ours to prepare.
    }

    @Override
    public Member member() {
      return new Member(identity.name(), identity.site());
    }

    @Override
    public JobLedger open(LedgerRules rules, LedgerListener listener) {
      return ledger().open(rules, listener);
    }

    @Override
    public LedgerReader openToRead() {
      return ledger().openToRead(member());
    }

    @Override
    public LedgerReader openBeside() {
      return openToRead();
    }

    @Override
    public boolean mayBeThere() {
      return true;
    }

    @Override
    public LedgerChecks checks() {
      return new ServerLedgerChecks(settings.folders(), ledger(), server.words());
    }

    @Override
    public void exportTo(Path fresh) {
      SqliteLedger.prepareToLook(settings.folders().home());
      ledger().exportTo(fresh);
    }

    @Override
    public void fill(SavedLedger saved, Runnable beforeItCounts) {
      saved.settleAmongNodes(member(), Clock.systemUTC().instant());
      ledger().fill(saved, settings.ledger().node().lease(), beforeItCounts);
    }

    @Override
    public String setting() {
      return "omnihuman.ledger.url";
    }
  }
}
