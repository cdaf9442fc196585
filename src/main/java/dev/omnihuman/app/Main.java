package dev.omnihuman.app;

import dev.omnihuman.ledger.LedgerException;
import dev.omnihuman.settings.SettingsException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line. Without a command it is {@code run}. */
@Command(
    name = "omnihuman-routes",
    description = "Turns job manifests dropped in a folder into finished OmniHuman v1.5 videos.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    subcommands = {
      RunCommand.class,
      BatchCommand.class,
      PlanCommand.class,
      DoctorCommand.class,
      JobsCommand.class,
      ShowCommand.class,
      RetryCommand.class,
      ResolveCommand.class,
      AbandonCommand.class,
      PauseCommand.class,
      ResumeCommand.class,
      LedgerCommand.class,
      DemoCommand.class,
      SimulatorCommand.class
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all delivered; every order done; of doctor: nothing is wrong; of plan: all would be",
      "1:some jobs failed, were rejected, or stay in doubt; some orders were refused; of plan: some"
          + " manifests are bad",
      "2:wrong usage or configuration; nothing was sent",
      "3:stopped on a gate (no balance, key refused) with jobs left",
      "75:another instance holds the home",
      "130, 143:stopped by a signal"
    })
final class Main {

  /** Their output is what was asked for; what is logged goes beside it. */
  private static final Set<String> DESK_COMMANDS =
      Set.of("plan", "jobs", "show", "retry", "resolve", "abandon", "pause", "resume", "ledger");

  private Main() {}

  public static void main(String[] arguments) {
    boolean outputIsTheAnswer = arguments.length > 0 && DESK_COMMANDS.contains(arguments[0]);
    chooseLogging(outputIsTheAnswer);
    StopSignals.heed(!outputIsTheAnswer);
    CommandLine line = commandLine();
    boolean bare = arguments.length == 0 || isRunOption(arguments[0]);
    System.exit(bare ? line.execute(prepend("run", arguments)) : line.execute(arguments));
  }

  static CommandLine commandLine() {
    CommandLine line =
        new CommandLine(new Main())
            .setExecutionExceptionHandler(Main::tell)
            .setCaseInsensitiveEnumValuesAllowed(true);
    SimulatorCommand.listRehearsals(line);
    return line;
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
  private static void chooseLogging(boolean outputIsTheAnswer) {
    if (outputIsTheAnswer) {
      System.setProperty("log.target", "System.err");
    }
    String property = "logback.configurationFile";
    if (System.getProperty(property) == null) {
      Path onDisk = Installation.file("config/logback.xml");
      System.setProperty(
          property, onDisk == null ? "dev/omnihuman/config/logback.xml" : onDisk.toString());
    }
  }

  /** What is known to go wrong is one line; anything else is our fault and shows its trace. */
  private static int tell(Exception trouble, CommandLine line, CommandLine.ParseResult arguments)
      throws Exception {
    if (trouble instanceof HomeLock.HomeInUseException) {
      line.getErr().println(trouble.getMessage());
      return ExitCode.HOME_IN_USE;
    }
    if (trouble instanceof SettingsException || trouble instanceof UsageException) {
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

    static String number() {
      String version = Main.class.getPackage().getImplementationVersion();
      return version == null ? "(not packaged)" : version;
    }

    @Override
    public String[] getVersion() {
      return new String[] {"omnihuman-routes " + number()};
    }
  }
}
