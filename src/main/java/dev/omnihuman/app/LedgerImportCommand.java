package dev.omnihuman.app;

import dev.omnihuman.job.JobState;
import dev.omnihuman.ledger.LedgerException;
import dev.omnihuman.ledger.LedgerFile;
import dev.omnihuman.ledger.MoveRefusedException;
import dev.omnihuman.ledger.SavedLedger;
import dev.omnihuman.ledger.SqliteLedger;
import dev.omnihuman.settings.Settings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Fills an empty ledger from a file. */
@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    description =
        "Fills the ledger, in which there must be no job, from a file that export made, or from the"
            + " ledger.db of a program that was stopped. Needs no key and sends nothing.")
final class LedgerImportCommand implements Callable<Integer> {

  /** What becomes of a home's own ledger when it is moved to a server. */
  static final String MOVED = "ledger.db.moved";

  /** The same, under whatever number. */
  static final String ANY_MOVED = "ledger.db*.moved";

  @Mixin private final ConfigOption options = new ConfigOption();
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "It stays as it is.")
  private Path file = Path.of("");

  private @Nullable Path moved;

  @Override
  public Integer call() throws IOException {
    Settings settings = Settings.of(options.properties());
    Path home = settings.folders().home();
    Path source = LedgerCommand.whole(file);
    if (!Files.isRegularFile(source)) {
      throw new UsageException("ledger import: there is no file %s".formatted(source));
    }
    HomeLock lock = HomeLock.take(home);
    try {
      return fill(settings, source);
    } catch (MoveRefusedException e) {
      throw new UsageException("ledger import: " + e.getMessage());
    } finally {
      lock.close();
    }
  }

  private int fill(Settings settings, Path source) throws IOException {
    Path home = settings.folders().home();
    boolean own = isLedgerOf(home, source);
    if (!own) {
      refuseIfAtWork(source);
    }
    SqliteLedger.prepare(home);
    LedgerPlace place = LedgerPlace.of(settings);
    refuseLog(place, home);
    place.checks().isSound();
    try (SavedLedger saved = SavedLedger.of(source, home)) {
      Map<JobState, Long> jobs = saved.jobs();
      place.fill(
          saved,
          () -> {
            if (own && place instanceof LedgerPlace.Server) {
              moved = SqliteLedger.setAside(home, MOVED);
            }
          });
      tell(jobs, source);
      return ExitCode.OK;
    } catch (MoveRefusedException e) {
      throw e;
    } catch (LedgerException e) {
      throw moved == null ? e : half(e);
    }
  }

  private static boolean isLedgerOf(Path home, Path source) throws IOException {
    Path ledger = new LedgerFile(home).path();
    return Files.exists(ledger) && Files.isSameFile(ledger, source);
  }

  /** What it stores after the copy would be known to nobody, and it would go on submitting. */
  private static void refuseIfAtWork(Path source) {
    Optional<String> holder = HomeLock.livingHolder(source.resolveSibling(""));
    if (holder.isPresent() && new LedgerFile(source.resolveSibling("")).path().equals(source)) {
      throw new UsageException(
          "ledger import: %s is the ledger of %s, which works with it; stop it, or take what ledger export makes"
              .formatted(source, holder.get()));
    }
  }

  private static void refuseLog(LedgerPlace place, Path home) {
    LedgerFile ledger = new LedgerFile(home);
    if (place instanceof LedgerPlace.File && ledger.size() == 0 && ledger.logSize() > 0) {
      throw new UsageException(
          "ledger import: the log %s lies there without its ledger; what it holds would be lost; move it elsewhere first"
              .formatted(ledger.log()));
    }
  }

  private UsageException half(LedgerException trouble) {
    return new UsageException(
        "ledger import: %s; whether it is stored there is not known, and the home's ledger is %s now: if jobs lists none, import that file again"
            .formatted(trouble.getMessage(), moved));
  }

  private void tell(Map<JobState, Long> jobs, Path source) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf("imported %s from %s%n", LedgerCommand.words(jobs), source);
    if (moved == null) {
      out.println(
          "no program may work any more with the ledger that the file was made of: two ledgers of the same jobs pay for them twice");
    } else {
      out.printf(
          "the home's ledger is %s now, so that no start works with it any more: two ledgers of the same jobs pay for them twice%n",
          moved);
    }
    out.flush();
  }
}
