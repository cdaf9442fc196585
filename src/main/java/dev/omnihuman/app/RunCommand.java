package dev.omnihuman.app;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Watches the inbox until the process is told to stop. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = "Watches the inbox until stopped. The default command.")
final class RunCommand implements Callable<Integer> {

  @Mixin private final Options options = new Options();

  @Option(
      names = "--rehearse",
      description = "Uses the embedded simulator and a home of its own (HOME/rehearsal); no key.")
  private boolean rehearse;

  @Override
  public Integer call() throws Exception {
    try (Workplace workplace =
        rehearse ? Workplace.rehearsal(options) : Workplace.real(options, WhenPortIsTaken.REFUSE)) {
      workplace.engine().dropped().keepCountsOnly();
      workplace.engine().awaitSignal();
      return ExitCode.OK;
    }
  }
}
