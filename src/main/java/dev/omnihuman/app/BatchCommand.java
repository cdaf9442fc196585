package dev.omnihuman.app;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Takes what is in the inbox, follows every open job to its end, and exits. */
@Command(
    name = "batch",
    mixinStandardHelpOptions = true,
    description = "Takes what is in the inbox, follows every open job to its end, and exits.")
final class BatchCommand implements Callable<Integer> {

  @Mixin private final Options options = new Options();
  @Spec private CommandSpec spec;

  @Option(
      names = "--rehearse",
      description = "Uses the embedded simulator and a home of its own (HOME/rehearsal); no key.")
  private boolean rehearse;

  @Override
  public Integer call() throws Exception {
    try (Workplace workplace =
        rehearse ? Workplace.rehearsal(options) : Workplace.real(options, WhenPortIsTaken.GO_ON)) {
      Summary summary = new Drain(workplace.engine()).untilNothingMoves();
      summary.print(spec.commandLine().getOut());
      return summary.exitCode();
    }
  }
}
