package dev.omnihuman.app;

import java.io.PrintWriter;
import java.time.Instant;
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
      Instant start = workplace.engine().clock().instant();
      Summary summary = new Drain(workplace.engine()).untilNothingMoves();
      summary.print(spec.commandLine().getOut());
      tell(workplace.engine(), new BatchNotice(summary, start));
      return summary.exitCode();
    }
  }

  private void tell(Engine engine, BatchNotice notice) throws InterruptedException {
    long left = engine.announcements().tellOfBatch(notice.data(engine.clock().instant()));
    if (left > 0) {
      PrintWriter out = spec.commandLine().getOut();
      out.printf("%d notices were not taken yet; they are sent after the next start%n", left);
      out.flush();
    }
  }
}
