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
            + " fetched. With --node, one of several nodes begins nothing more.")
final class PauseCommand implements Callable<Integer> {

  @Mixin private final ConfigOption options = new ConfigOption();
  @Spec private CommandSpec spec;

  @Option(
      names = "--because",
      paramLabel = "WORDS",
      description = "Why; it stands beside every manifest that waits.")
  private @Nullable String because;

  @Option(
      names = "--node",
      paramLabel = "NAME",
      description =
          "Only this node: it begins nothing more and finishes what it has begun; the others go on.")
  private @Nullable String node;

  @Override
  public Integer call() throws Exception {
    String words = because == null ? null : Spoken.printable(because);
    if (node != null && because != null) {
      throw new UsageException("pause: --because tells of all submits; leave it out with --node");
    }
    try (FrontDesk desk = FrontDesk.open(options)) {
      if (node != null) {
        return new OrderForm(desk, spec, Act.DRAIN_NODE, node, false).give();
      }
      return new OrderForm(desk, spec, Act.PAUSE, words, false).give();
    }
  }
}
