package dev.omnihuman.app;

import dev.omnihuman.folders.Folders;
import dev.omnihuman.gateway.CallbackWatch;
import dev.omnihuman.intake.ForeseenFile;
import dev.omnihuman.intake.InboxPreview;
import dev.omnihuman.intake.Naming;
import dev.omnihuman.job.Job;
import dev.omnihuman.job.JobState;
import dev.omnihuman.ledger.Acceptance;
import dev.omnihuman.ledger.Forecast;
import dev.omnihuman.ledger.LedgerException;
import dev.omnihuman.ledger.LedgerReader;
import dev.omnihuman.ledger.LedgerRules;
import dev.omnihuman.settings.Settings;
import dev.omnihuman.settings.SettingsException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tells what a start would do with manifests, and does nothing. */
@Command(
    name = "plan",
    mixinStandardHelpOptions = true,
    description =
        "Says what would be submitted, which manifests are duplicates or bad, and about how long it"
            + " takes and what it costs. Sends nothing, moves nothing, and works beside a running"
            + " program.")
final class PlanCommand implements Callable<Integer> {

  @Mixin private final ConfigOption options = new ConfigOption();
  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "FOLDER",
      description = "Where the manifests lie. Default: the inbox.")
  private @Nullable Path folder;

  @Option(names = "--json", description = "For programs; the README names the fields.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    Settings settings = Settings.of(options.properties());
    LedgerPlace place = LedgerPlace.toLook(settings);
    try (LedgerReader ledger = open(place)) {
      Folders looked = looked(settings.folders());
      LedgerRules rules =
          Engine.rules(
              settings, Clock.systemUTC(), CallbackWatch.off(settings.status().interval()));
      Forecast forecast = ledger == null ? Forecast.withoutLedger(rules) : ledger.forecast(rules);
      InboxPreview preview =
          new InboxPreview(
              new Naming(looked, settings.output().name()),
              forecast,
              names -> ledger == null ? Set.of() : ledger.openManifests(names));
      List<ForeseenFile> files = Files.isDirectory(looked.inbox()) ? preview.foresee() : List.of();
      Plan plan =
          new Plan(
              looked.inbox(),
              files,
              ledger == null ? List.of() : ledger.closedGates(),
              ledger == null ? Map.of() : openJobs(ledger),
              Estimate.of(toSubmit(files), ledger, settings));
      print(plan, settings.price().currency());
      return plan.exitCode();
    } catch (LedgerException e) {
      throw new SettingsException("%s: %s".formatted(place.setting(), e.getMessage()));
    }
  }

  /** Null where none is yet; where one is missing, a start would be refused. */
  private static @Nullable LedgerReader open(LedgerPlace place) {
    if (place.mayBeThere()) {
      return place.openToRead();
    }
    place.checks().isThere();
    return null;
  }

  private Folders looked(Folders folders) {
    if (folder == null) {
      return folders;
    }
    Path inbox = folder.toAbsolutePath().normalize();
    if (!Files.isDirectory(inbox)) {
      throw new SettingsException("plan: %s is no folder".formatted(inbox));
    }
    return new Folders(
        folders.home(), inbox, folders.outbox(), folders.filed(), folders.recursive());
  }

  private static Map<JobState, Long> openJobs(LedgerReader ledger) {
    return ledger.countByState().entrySet().stream()
        .filter(entry -> !entry.getKey().isTerminal())
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private static List<Job> toSubmit(List<ForeseenFile> files) {
    return files.stream()
        .filter(file -> file.fate().isSubmit())
        .map(ForeseenFile::acceptance)
        .map(
            acceptance ->
                acceptance instanceof Acceptance.Reopened again
                    ? again.job()
                    : ((Acceptance.NewJob) acceptance).job())
        .toList();
  }

  private void print(Plan plan, String currency) {
    PrintWriter out = spec.commandLine().getOut();
    Instant now = Clock.systemUTC().instant();
    if (json) {
      plan.printJson(out, now, currency);
    } else {
      plan.print(out, now);
    }
  }
}
