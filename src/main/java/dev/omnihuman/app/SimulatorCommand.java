package dev.omnihuman.app;

import dev.omnihuman.settings.ApiKey;
import dev.omnihuman.settings.PropertyFiles;
import dev.omnihuman.settings.Settings;
import dev.omnihuman.simulator.SimulatedGateway;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the simulated gateway alone, for programs that want to talk to it. */
@Command(
    name = "simulator",
    mixinStandardHelpOptions = true,
    description = "Runs the simulated gateway alone on 127.0.0.1, until stopped.")
final class SimulatorCommand implements Callable<Integer> {

  @Mixin private final Options options = new Options();
  @Spec private CommandSpec spec;

  @Option(
      names = "--key",
      defaultValue = "simulator",
      description = "The API key that it accepts. Default: ${DEFAULT-VALUE}.")
  private String key = "simulator";

  /** What can be ordered stands in one table, so {@code --help} is made of it. */
  static void listRehearsals(CommandLine line) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "Trouble to order: the image_url's last path segment begins with one of these words.");
    lines.add("-once, -twice or -3-times behind it: so often, and from then on all goes well.");
    SimulatedGateway.rehearsals()
        .forEach((word, meaning) -> lines.add("  %-29s %s".formatted(word, meaning)));
    CommandLine simulator = Objects.requireNonNull(line.getSubcommands().get("simulator"));
    simulator
        .getCommandSpec()
        .usageMessage()
        .footerHeading("%n")
        .footer(lines.toArray(new String[0]));
  }

  @Override
  public Integer call() throws Exception {
    PropertyFiles properties = options.properties();
    Settings.Simulator settings = Settings.of(properties).simulator();
    ApiKey accepted = ApiKey.ofSimulator(key);
    try (SimulatorServer server =
        SimulatorServer.start(
            properties, settings, accepted, settings.port(), options.routeFiles())) {
      Runtime.getRuntime().addShutdownHook(new Thread(server::close, "stop"));
      PrintWriter out = spec.commandLine().getOut();
      out.printf(
          "The simulated gateway listens on %s and accepts the key \"%s\".%n",
          server.origin(), key);
      out.flush();
      new CountDownLatch(1).await();
      return ExitCode.OK;
    }
  }
}
