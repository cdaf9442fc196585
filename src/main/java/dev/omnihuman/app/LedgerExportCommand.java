package dev.omnihuman.app;

import com.github.f4b6a3.ulid.UlidCreator;
import dev.omnihuman.job.JobState;
import dev.omnihuman.ledger.MoveRefusedException;
import dev.omnihuman.ledger.OrphanNotes;
import dev.omnihuman.ledger.SqliteLedger;
import dev.omnihuman.settings.Settings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Copies the ledger into a new file. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description =
        "Copies the ledger, as it is at one instant, into a new SQLite file; also while programs"
            + " work with it. Changes nothing else.")
final class LedgerExportCommand implements Callable<Integer> {

  @Mixin private final ConfigOption options = new ConfigOption();
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "Must not exist; its folder must.")
  private Path file = Path.of("");

  @Override
  public Integer call() throws IOException {
    Settings settings = Settings.of(options.properties());
    Path target = LedgerCommand.whole(file);
    if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      throw taken(target);
    }
    Path folder = target.resolveSibling("");
    if (!Files.isDirectory(folder)) {
      throw new UsageException("ledger export: %s is no folder".formatted(folder));
    }
    Map<JobState, Long> jobs = export(LedgerPlace.toLook(settings), target);
    PrintWriter out = spec.commandLine().getOut();
    out.printf("exported %s to %s%n", LedgerCommand.words(jobs), target);
    Path orphans = OrphanNotes.folder(settings.folders().home());
    int notes = new JsonFiles(orphans).count();
    if (notes > 0) {
      out.printf(
          "not in it: %d answers that the ledger could not store, in %s; they stay there until the next start%n",
          notes, orphans);
    }
    out.flush();
    return ExitCode.OK;
  }

  private static Map<JobState, Long> export(LedgerPlace place, Path target) throws IOException {
    Path fresh =
        target.resolveSibling(
            ".%s.%s.tmp".formatted(target.getFileName(), UlidCreator.getUlid().toLowerCase()));
    try {
      place.exportTo(fresh);
      Map<JobState, Long> jobs = SqliteLedger.jobsIn(fresh);
      SqliteLedger.publish(fresh, target);
      return jobs;
    } catch (MoveRefusedException e) {
      throw new UsageException("ledger export: %s: %s".formatted(place.setting(), e.getMessage()));
    } catch (FileAlreadyExistsException e) {
      throw taken(target);
    } finally {
      Files.deleteIfExists(fresh);
      Files.deleteIfExists(fresh.resolveSibling(fresh.getFileName() + "-journal"));
    }
  }

  private static UsageException taken(Path target) {
    return new UsageException(
        "ledger export: %s is there already, and nothing is replaced".formatted(target));
  }
}
