package dev.omnihuman.app;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.omnihuman.desk.JobDocuments;
import dev.omnihuman.desk.NextStep;
import dev.omnihuman.desk.Spoken;
import dev.omnihuman.job.ClosedGate;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import dev.omnihuman.ledger.JobEvent;
import dev.omnihuman.ledger.JobReader;
import dev.omnihuman.ledger.ListedJob;
import java.io.PrintWriter;
import java.util.List;
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
      List<JobEvent> events = ledger.events(job.id());
      ListedJob listed = new ListedJob(job, events.get(events.size() - 1).at());
      // Only submits stop at gates.
      List<ClosedGate> gates = job.state() == JobState.ACCEPTED ? ledger.closedGates() : List.of();
      String next = new NextStep(gates, desk.clock().instant()).of(job);
      PrintWriter out = spec.commandLine().getOut();
      if (json) {
        ObjectNode whole = JobDocuments.whole(listed, ledger.attempts(job.id()), events);
        whole.set("gates", JobDocuments.gates(gates));
        whole.put("next_step", next);
        out.println(whole.toPrettyString());
      } else {
        new JobPage(listed, ledger.attempts(job.id()), events)
            .lines(next, JobList.holder(desk), desk.clock().instant())
            .forEach(line -> out.println(Spoken.printable(line)));
      }
      out.flush();
      return ExitCode.OK;
    }
  }
}
