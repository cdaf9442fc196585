package dev.omnihuman.app;

import dev.omnihuman.job.JobState;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Saves a ledger, or moves it elsewhere. */
@Command(
    name = "ledger",
    mixinStandardHelpOptions = true,
    description = "Saves the ledger into a file, or fills an empty one from such a file.",
    subcommands = {LedgerExportCommand.class, LedgerImportCommand.class})
final class LedgerCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "one of export and import is needed");
  }

  static Path whole(Path file) {
    return file.toAbsolutePath().normalize();
  }

  /** {@code 5 jobs (3 DELIVERED, 2 FAILED)}. */
  static String words(Map<JobState, Long> jobs) {
    long all = jobs.values().stream().mapToLong(Long::longValue).sum();
    return all == 0
        ? "no job"
        : "%d %s (%s)".formatted(all, all == 1 ? "job" : "jobs", JobList.states(jobs));
  }
}
