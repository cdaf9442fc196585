package dev.omnihuman.app;

import dev.omnihuman.ledger.LedgerException;
import dev.omnihuman.settings.SettingsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line. Without a command it is {@code run}. */
@Command(
    name = "omnihuman-routes",
    description = "Turns job manifests dropped in a folder into finished OmniHuman v1.5 videos.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    subcommands = {RunCommand.class, BatchCommand.class, DemoCommand.class, SimulatorCommand.class},
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all delivered",
      "1:some jobs failed, were rejected, or stay in doubt",
      "2:wrong usage or configuration; nothing was sent",
      "3:stopped on a gate (no balance, key refused) with jobs left",
      "75:another instance holds the home",
      "130, 143:stopped by a signal"
    })
final class Main {

  private Main() {}

  public static void main(String[] arguments) {
    chooseLogging();
    CommandLine line = new CommandLine(new Main()).setExecutionExceptionHandler(Main::tell);
    SimulatorCommand.listRehearsals(line.getSubcommands().get("simulator").getCommandSpec());
    boolean bare = arguments.length == 0 || isRunOption(arguments[0]);
    System.exit(bare ? line.execute(prepend("run", arguments)) : line.execute(arguments));
  }

  private static boolean isRunOption(String first) {
    return first.startsWith("-") && !List.of("--help", "-h", "--version", "-V").contains(first);
  }

  private static String[] prepend(String first, String[] rest) {
    String[] all = new String[rest.length + 1];
    all[0] = first;
    System.arraycopy(rest, 0, all, 1, rest.length);
    return all;
  }

  /** Before the first logger: a file on disk wins over the copy inside the program. */
  private static void chooseLogging() {
    String property = "logback.configurationFile";
    if (System.getProperty(property) == null) {
      Path onDisk = Path.of("config", "logback.xml");
      System.setProperty(
          property, Files.isRegularFile(onDisk) ? onDisk.toString() : "config/logback.xml");
    }
  }

  /** What is known to go wrong is one line; anything else is our fault and shows its trace. */
  private static int tell(Exception trouble, CommandLine line, CommandLine.ParseResult arguments)
      throws Exception {
    if (trouble instanceof HomeLock.HomeInUseException) {
      line.getErr().println(trouble.getMessage());
      return ExitCode.HOME_IN_USE;
    }
    if (trouble instanceof SettingsException) {
      line.getErr().println(trouble.getMessage());
      return ExitCode.USAGE;
    }
    if (trouble instanceof LedgerException) {
      line.getErr().println(trouble.getMessage());
      return ExitCode.NOT_ALL_DELIVERED;
    }
    throw trouble;
  }

  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"omnihuman-routes " + (version == null ? "(not packaged)" : version)};
    }
  }
}
