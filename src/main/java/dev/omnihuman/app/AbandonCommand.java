package dev.omnihuman.app;

import dev.omnihuman.desk.Act;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Gives jobs up. */
@Command(
    name = "abandon",
    mixinStandardHelpOptions = true,
    description =
        "Gives up jobs that are ACCEPTED, IN_DOUBT or SUBMITTED; the last are paid for, and want"
            + " --yes.")
final class AbandonCommand implements Callable<Integer> {

  @Mixin private final ConfigOption options = new ConfigOption();
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "JOB", arity = "1..*", description = "Id, beginning of it, or name.")
  private List<String> names = new ArrayList<>();

  @Option(names = "--yes", description = "Gives up what is paid for, too.")
  private boolean yes;

  @Override
  public Integer call() throws Exception {
    try (FrontDesk desk = FrontDesk.open(options)) {
      return new OrderForm(desk, spec, Act.ABANDON, null, yes)
          .give(new JobNames(desk.ledger()).find(names));
    }
  }
}
