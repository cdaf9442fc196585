package dev.omnihuman.app;

import dev.omnihuman.folders.Folders;
import dev.omnihuman.report.ReportFile;
import dev.omnihuman.settings.Settings;
import java.io.PrintWriter;
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
    description = {
      "Takes what is in the inbox, follows every open job to its end, and exits.",
      "At a terminal it shows bars, elsewhere a line now and then, and at the end how it went."
    })
final class BatchCommand implements Callable<Integer> {

  @Mixin private final Options options = new Options();
  @Mixin private final ReportOption reporting = new ReportOption();
  @Spec private CommandSpec spec;

  @Option(
      names = "--rehearse",
      description = "Uses the embedded simulator and a home of its own (HOME/rehearsal); no key.")
  private boolean rehearse;

  @Override
  public Integer call() throws Exception {
    Folders folders = Settings.of(options.properties()).folders();
    // Before anything is sent; a rehearsal's report may lie in the way of real work, too.
    ReportFile report = reporting.tried(folders);
    if (rehearse) {
      report = reporting.tried(Workplace.rehearsalFolders(folders));
    }
    Terminal terminal = SystemTerminal.find();
    PrintWriter out = spec.commandLine().getOut();
    try (Workplace workplace = rehearse ? Workplace.rehearsal(options) : Workplace.batch(options)) {
      return new Batch(workplace.engine(), terminal, report, out).untilTheEnd();
    }
  }
}
