package dev.omnihuman.app;

import dev.omnihuman.desk.Act;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
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

  @Override
  public Integer call() throws Exception {
    try (FrontDesk desk = FrontDesk.open(options)) {
      return new OrderForm(desk, spec, Act.RESUME, null, false).give();
    }
  }
}
