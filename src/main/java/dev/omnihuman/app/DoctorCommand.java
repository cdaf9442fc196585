package dev.omnihuman.app;

import dev.omnihuman.app.StartUpChecks.Check;
import dev.omnihuman.ledger.LedgerException;
import dev.omnihuman.settings.ApiKey;
import dev.omnihuman.settings.Network;
import dev.omnihuman.settings.Settings;
import dev.omnihuman.settings.SettingsException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Says of everything that a start needs whether it is right, one line each. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description =
        "Checks settings, key, folders, bucket, disk, ledger and port, one line each; sends nothing to the"
            + " gateway, and changes nothing but for missing folders and a small object in the bucket.")
final class DoctorCommand implements Callable<Integer> {

  @Mixin private final Options options = new Options();
  @Spec private CommandSpec spec;
  private boolean allRight = true;

  @Override
  public Integer call() {
    try {
      Settings settings = Settings.of(options.properties());
      tell(new Check("settings", () -> "every value is valid"));
      tell(new Check("routes", () -> options.routeFiles().jobs()));
      tell(new Check("key", () -> key(settings)));
      tell(new Check("network", () -> network(settings.network())));
      tell(new Check("log file", () -> LogFile.tellWhether(settings.log())));
      StartUpChecks.toTell(settings, HomeLock.livingHolder(settings.folders().home()))
          .forEach(this::tell);
    } catch (SettingsException e) {
      print("WRONG", "settings", String.valueOf(e.getMessage()));
    }
    return allRight ? ExitCode.OK : ExitCode.USAGE;
  }

  private static String key(Settings settings) {
    ApiKey.find(settings.gateway().apiKeyFile(), System.getenv());
    return "there is one";
  }

  private static String network(Network network) {
    Network.Proxy proxy = network.proxy();
    String way =
        proxy == null
            ? "https goes straight"
            : "https goes through the proxy %s:%d%s"
                .formatted(
                    proxy.host(),
                    proxy.port(),
                    proxy.user() == null ? "" : " as " + proxy.user().name());
    return "%s; certificates of the JVM, and %d more, are believed"
        .formatted(way, network.authorities().size());
  }

  private void tell(Check check) {
    try {
      print("ok", check.name(), check.look().get());
    } catch (SettingsException | LedgerException e) {
      print("WRONG", check.name(), String.valueOf(e.getMessage()));
    }
  }

  private void print(String verdict, String name, String words) {
    allRight &= verdict.equals("ok");
    spec.commandLine().getOut().printf("%-5s  %-14s  %s%n", verdict, name, words);
    spec.commandLine().getOut().flush();
  }
}
