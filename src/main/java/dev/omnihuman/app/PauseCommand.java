package dev.omnihuman.app;

import dev.omnihuman.desk.Act;
import dev.omnihuman.desk.Spoken;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Stops all submits until {@code resume}. */
@Command(
    name = "pause",
    mixinStandardHelpOptions = true,
    description =
        "Stops all submits until resume, through restarts, too. What was submitted is followed and"
            + " fetched.")
final class PauseCommand implements Callable<Integer> {

  @Mixin private final ConfigOption options = new ConfigOption();
  @Spec private CommandSpec spec;

  @Option(
      names = "--because",
      paramLabel = "WORDS",
      description = "Why; it stands beside every manifest that waits.")
  private @Nullable String because;

  @Override
  public Integer call() throws Exception {
    String words = because == null ? null : Spoken.printable(because);
    try (FrontDesk desk = FrontDesk.open(options)) {
      return new OrderForm(desk, spec, Act.PAUSE, words, false).give();
    }
  }
}
