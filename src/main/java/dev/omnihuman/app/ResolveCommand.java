package dev.omnihuman.app;

import dev.omnihuman.desk.Act;
import dev.omnihuman.job.RequestId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says what became of a submit whose answer was lost or unclear. */
@Command(
    name = "resolve",
    mixinStandardHelpOptions = true,
    description =
        "Says what became of a job in doubt: look first in the provider's account whether its"
            + " request is there.")
final class ResolveCommand implements Callable<Integer> {

  @Mixin private final ConfigOption options = new ConfigOption();
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "JOB", arity = "1..*", description = "Id, beginning of it, or name.")
  private List<String> names = new ArrayList<>();

  @Option(
      names = "--request-id",
      paramLabel = "ID",
      description = "It is there, under this id: its video is fetched.")
  private @Nullable String requestId;

  @Option(
      names = "--resubmit",
      description = "It is not there: it is submitted anew. May pay twice; wants --yes.")
  private boolean resubmit;

  @Option(names = "--abandon", description = "It is given up.")
  private boolean abandon;

  @Option(names = "--yes", description = "Accepts that a new submit is charged.")
  private boolean yes;

  @Override
  public Integer call() throws Exception {
    Act act = act();
    try (FrontDesk desk = FrontDesk.open(options)) {
      return new OrderForm(desk, spec, act, requestId, yes)
          .give(new JobNames(desk.ledger()).find(names));
    }
  }

  private Act act() {
    if (Stream.of(requestId != null, resubmit, abandon).filter(given -> given).count() != 1) {
      throw wrong("one of --request-id, --resubmit and --abandon is needed");
    }
    if (requestId == null) {
      return resubmit ? Act.RESUBMIT_DOUBTFUL : Act.ABANDON_DOUBTFUL;
    }
    if (names.size() > 1) {
      throw wrong("a request id belongs to one job");
    }
    if (!RequestId.isValid(requestId)) {
      throw wrong("--request-id: this cannot be a request id; copy it from the provider's account");
    }
    return Act.NAME_REQUEST;
  }

  private ParameterException wrong(String words) {
    return new ParameterException(spec.commandLine(), words);
  }
}
