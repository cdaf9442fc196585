package dev.omnihuman.app;

import dev.omnihuman.job.JobState;
import dev.omnihuman.ledger.ListedJob;
import java.io.PrintWriter;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
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
  private static final int USUAL_PAGE = 50;
  private static final int LONGEST_WAIT_SECONDS = 86_400;

  /** Home, counts, a blank line, the names of the columns, older ones, and one that stays free. */
  private static final int LINES_AROUND = 7;

  @Mixin private final ConfigOption options = new ConfigOption();
  @Spec private CommandSpec spec;

  @Option(
      names = "--state",
      paramLabel = "STATE",
      split = ",",
      description = "Only jobs in these states: ${COMPLETION-CANDIDATES}.")
  private Set<JobState> states = EnumSet.allOf(JobState.class);

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "Default: 50, or what fits on a terminal that is watched.")
  private @Nullable Integer limit;

  @Option(
      names = "--before",
      paramLabel = "ID",
      description = "Only jobs that are older than this one: the page before.")
  private String before = "";

  @Option(names = "--json", description = "For programs; the README names the fields.")
  private boolean json;

  @Option(
      names = "--watch",
      arity = "0..1",
      paramLabel = "SECONDS",
      fallbackValue = "2",
      description = "Lists again and again until stopped. Default: every ${FALLBACK-VALUE} s.")
  private @Nullable Integer watch;

  @Override
  public Integer call() throws Exception {
    check("--limit", limit, LARGEST_PAGE);
    check("--watch", watch, LONGEST_WAIT_SECONDS);
    try (FrontDesk desk = FrontDesk.open(options)) {
      if (watch == null) {
        list(desk, Objects.requireNonNullElse(limit, USUAL_PAGE), spec.commandLine().getOut());
        return ExitCode.OK;
      }
      Terminal terminal = SystemTerminal.find();
      long seconds = watch;
      CountDownLatch never = new CountDownLatch(1);
      new Watching(terminal, json)
          .show(
              page -> list(desk, pageSize(terminal, desk), page),
              () -> !never.await(seconds, TimeUnit.SECONDS));
      return ExitCode.OK;
    }
  }

  private void list(FrontDesk desk, int size, PrintWriter out) {
    // One more than asked for shows whether there are older ones.
    List<ListedJob> found = desk.ledger().latest(states, before, size + 1);
    boolean older = found.size() > size;
    JobList list = new JobList(desk, older ? found.subList(1, found.size()) : found, older);
    if (json) {
      list.printJson(out);
    } else {
      list.print(out);
    }
  }

  /** As many as fit below the head, so that the newest are seen. */
  private int pageSize(Terminal terminal, FrontDesk desk) {
    if (limit != null || json || !terminal.isInteractive()) {
      return Objects.requireNonNullElse(limit, USUAL_PAGE);
    }
    return Math.max(1, terminal.rows() - LINES_AROUND - desk.ledger().closedGates().size());
  }

  private void check(String option, @Nullable Integer value, int most) {
    if (value != null && (value < 1 || value > most)) {
      throw new ParameterException(
          spec.commandLine(), "%s: %d is not within 1 and %d".formatted(option, value, most));
    }
  }
}
