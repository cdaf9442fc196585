package dev.omnihuman.app;

import dev.omnihuman.desk.Act;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Gives jobs that ended badly another try. */
@Command(
    name = "retry",
    mixinStandardHelpOptions = true,
    description =
        "Gives jobs that failed or were abandoned another try that costs nothing more: the gateway"
            + " is asked again about what it accepted, and what it did not charge is submitted"
            + " anew.")
final class RetryCommand implements Callable<Integer> {

  private static final int PAGE = 500;

  @Mixin private final ConfigOption options = new ConfigOption();
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "JOB", arity = "0..*", description = "Id, beginning of it, or name.")
  private List<String> names = new ArrayList<>();

  @Option(names = "--failed", description = "Every job that is FAILED.")
  private boolean failed;

  @Option(
      names = "--resubmit",
      description = "Submits anew, whatever was charged before; wants --yes.")
  private boolean resubmit;

  @Option(names = "--yes", description = "Accepts that a new submit is charged.")
  private boolean yes;

  @Override
  public Integer call() throws Exception {
    if (names.isEmpty() != failed) {
      throw new ParameterException(spec.commandLine(), "name jobs, or --failed for all of them");
    }
    Act act = resubmit ? Act.RESUBMIT : Act.RETRY;
    try (FrontDesk desk = FrontDesk.open(options)) {
      OrderForm form = new OrderForm(desk, spec, act, null, yes);
      return failed ? allFailed(form, desk) : form.give(new JobNames(desk.ledger()).find(names));
    }
  }

  private int allFailed(OrderForm form, FrontDesk desk) throws IOException, InterruptedException {
    int exitCode = ExitCode.OK;
    String last = "";
    List<Job> page;
    do {
      page = desk.ledger().page(JobState.FAILED, last, PAGE);
      if (page.isEmpty() && last.isEmpty()) {
        spec.commandLine().getOut().println("no job is FAILED");
      }
      exitCode = Math.max(exitCode, form.give(page));
      last = page.isEmpty() ? last : page.get(page.size() - 1).id();
    } while (page.size() == PAGE && exitCode != ExitCode.USAGE);
    return exitCode;
  }
}
