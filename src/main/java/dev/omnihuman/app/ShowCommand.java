package dev.omnihuman.app;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.omnihuman.desk.JobDocuments;
import dev.omnihuman.desk.NextStep;
import dev.omnihuman.desk.Spoken;
import dev.omnihuman.desk.WholeJob;
import dev.omnihuman.job.Job;
import dev.omnihuman.ledger.JobReader;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tells everything of one job. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description = "Tells everything of one job: what happened, what it cost, and what comes next.")
final class ShowCommand implements Callable<Integer> {

  @Mixin private final ConfigOption options = new ConfigOption();
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "JOB", description = "Id, beginning of it, or name.")
  private String name = "";

  @Option(names = "--json", description = "For programs; the README names the fields.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    try (FrontDesk desk = FrontDesk.open(options)) {
      JobReader ledger = desk.ledger();
      Job job = new JobNames(ledger).find(name);
      WholeJob whole = WholeJob.read(ledger, job, desk.clock().instant());
      String next = new NextStep(whole.gates(), desk.clock().instant()).of(job);
      PrintWriter out = spec.commandLine().getOut();
      if (json) {
        ObjectNode document = JobDocuments.whole(whole, desk.clock().instant());
        // The API calls it next; here it was next_step from the first, and scripts read that.
        document.remove("next");
        document.put("next_step", next);
        out.println(document.toPrettyString());
      } else {
        new JobPage(whole.listed(), whole.attempts(), whole.events())
            .lines(next, JobList.holder(desk), desk.clock().instant())
            .forEach(line -> out.println(Spoken.printable(line)));
      }
      out.flush();
      return ExitCode.OK;
    }
  }
}
