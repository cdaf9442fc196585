package dev.omnihuman.app;

import dev.omnihuman.desk.Act;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lets submits go on. */
@Command(
    name = "resume",
    mixinStandardHelpOptions = true,
    description =
        "Says that things were put right: ends a pause, and lets gates that wait for people be"
            + " tried at once.")
final class ResumeCommand implements Callable<Integer> {

  @Mixin private final ConfigOption options = new ConfigOption();
  @Spec private CommandSpec spec;

  @Option(names = "--node", paramLabel = "NAME", description = "Only this node: it works again.")
  private @Nullable String node;

  @Override
  public Integer call() throws Exception {
    try (FrontDesk desk = FrontDesk.open(options)) {
      return node == null
          ? new OrderForm(desk, spec, Act.RESUME, null, false).give()
          : new OrderForm(desk, spec, Act.RESUME_NODE, node, false).give();
    }
  }
}
