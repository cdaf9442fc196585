package dev.omnihuman.app;

import dev.omnihuman.job.JobState;
import dev.omnihuman.ledger.ListedJob;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Lists jobs. */
@Command(
    name = "jobs",
    mixinStandardHelpOptions = true,
    description = "Lists the latest jobs, the newest last, and which gates are shut.")
final class JobsCommand implements Callable<Integer> {

  private static final int LARGEST_PAGE = 10_000;

  @Mixin private final ConfigOption options = new ConfigOption();
  @Spec private CommandSpec spec;

  @Option(
      names = "--state",
      paramLabel = "STATE",
      split = ",",
      description = "Only jobs in these states: ${COMPLETION-CANDIDATES}.")
  private Set<JobState> states = EnumSet.allOf(JobState.class);

  @Option(names = "--limit", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}.")
  private int limit = 50;

  @Option(
      names = "--before",
      paramLabel = "ID",
      description = "Only jobs that are older than this one: the page before.")
  private String before = "";

  @Option(names = "--json", description = "For programs; the README names the fields.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    if (limit < 1 || limit > LARGEST_PAGE) {
      throw new ParameterException(
          spec.commandLine(), "--limit: %d is not within 1 and %d".formatted(limit, LARGEST_PAGE));
    }
    try (FrontDesk desk = FrontDesk.open(options)) {
      // One more than asked for shows whether there are older ones.
      List<ListedJob> found = desk.ledger().latest(states, before, limit + 1);
      boolean older = found.size() > limit;
      JobList list = new JobList(desk, older ? found.subList(1, found.size()) : found, older);
      if (json) {
        list.printJson(spec.commandLine().getOut());
      } else {
        list.print(spec.commandLine().getOut());
      }
      return ExitCode.OK;
    }
  }
}
